// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Sha256;
import ebb.compare.Baselines;
import ebb.compare.Comparer;
import ebb.compare.Comparison;
import ebb.compare.EnvironmentCheck;
import ebb.compare.NoiseFile;
import ebb.compare.PooledRuns;
import ebb.compare.Selection;
import ebb.compare.Thresholds;
import ebb.results.Metric;
import ebb.results.RowKey;
import ebb.results.RunData;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How two sides are compared: what {@code compare} and {@code confirm} have in common. */
final class CompareOptions {
    private static final double LARGEST_ALPHA = 0.5;

    private double alpha = 0.05;

    @Option(
            names = "--threshold",
            paramLabel = "METRIC=LIMIT",
            description = "The shift below which a metric's difference means nothing: 5%% (of the base), or 8MiB in the"
                    + " metric's unit; may be repeated.")
    private List<String> thresholds = new ArrayList<>();

    @Option(
            names = "--no-worse",
            paramLabel = "LIMIT",
            description =
                    "Also says what is no worse within LIMIT: 5%% for all metrics, METRIC=8MiB for one, or own for"
                            + " the limit that each row has; may be repeated. Exit code 3: not all of it could be told.")
    private List<String> noWorse = new ArrayList<>();

    @Option(
            names = "--fdr",
            description =
                    "Beside each p also prints q, its rate of false discoveries under so many comparisons (Benjamini"
                            + " and Hochberg). Verdicts stay as they are.")
    private boolean fdr;

    @Option(
            names = "--noise",
            paramLabel = "FILE",
            description = "The machine's noise file. (default: results/noise/MACHINE.json, if it exists)")
    private @Nullable Path noise;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            split = ",",
            description = "Only these metrics; * stands for any characters.")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "REGEX", description = "Only rows whose name has a match.")
    private @Nullable String filter;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "The folder of baselines and noise files. (default: results)")
    private Path results = Path.of("results");

    @Option(names = "--allow-env-mismatch", description = "Compares even where the machines differ.")
    private boolean allowMismatch;

    @Option(names = "--alpha", paramLabel = "LEVEL", description = "Significance level of the tests. (default: 0.05)")
    void alpha(String value) {
        try {
            alpha = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            alpha = Double.NaN;
        }
        if (!(alpha > 0 && alpha <= LARGEST_ALPHA)) {
            throw new EbbException("--alpha " + value + " is no level of a test: give one above 0, at most 0.5.");
        }
    }

    /** How a comparison ends in which nothing is worse; says why where that is no success. */
    Exit withoutRegression(Comparison comparison, PrintStream err) {
        if (!comparison.isWhole()) {
            err.println("Not everything that both sides have could be compared: see 'Incomparable', or choose with"
                    + " --metric and --filter.");
            return Exit.BAD_INPUT;
        }
        Optional<String> none = whyNothingIsJudged(comparison);
        none.ifPresent(err::println);
        return none.isPresent() ? Exit.BAD_INPUT : Exit.OK;
    }

    /** Why nothing has a verdict; empty also where it was only asked whether forks survived, and all did. */
    private Optional<String> whyNothingIsJudged(Comparison comparison) {
        return metrics.equals(List.of(Metric.SURVIVED.label()))
                        && comparison.lines().isEmpty()
                ? Optional.empty()
                : comparison.whyNothingIsJudged();
    }

    /** Whether all that is judged must be shown to be no worse. */
    boolean wantsNoWorse() {
        return !noWorse.isEmpty();
    }

    PooledRuns baseline(PooledRuns now) {
        return new Baselines(results).of(now);
    }

    PooledRuns baseline(String machine) {
        return new Baselines(results).of(machine);
    }

    Comparison compare(PooledRuns base, PooledRuns now) {
        return compare(base, now, alpha, noWorse);
    }

    Comparison by(PooledRuns side, String param, String value) {
        return by(side, param, value, alpha, noWorse);
    }

    /** At another level than alpha; what is no worse is said by the rows' own limits where no others are given. */
    Comparison decide(PooledRuns base, PooledRuns now, double level) {
        return compare(base, now, level, noWorseOrOwn());
    }

    /** The same within one side, by allocator. */
    Comparison decideBy(PooledRuns side, String value, double level) {
        return by(side, RowKey.ALLOCATOR, value, level, noWorseOrOwn());
    }

    /**
     * SHA-256 of each file by which a side is judged.
     *
     * @param base what it is compared with, beside itself
     */
    Map<String, String> files(List<RunData> base, PooledRuns now) {
        Map<String, String> files = new TreeMap<>();
        Stream.concat(base.stream().flatMap(run -> run.judgedBy().stream()), noisePath(now).stream())
                .forEach(file -> files.put(file.toString(), Sha256.of(file)));
        return files;
    }

    private List<String> noWorseOrOwn() {
        return noWorse.isEmpty() ? List.of(Thresholds.OWN) : noWorse;
    }

    double alpha() {
        return alpha;
    }

    /** @throws EbbException where q is wanted, whose p must all be of one look */
    void requireOneLook() {
        if (fdr) {
            throw new EbbException("--fdr is for p that are all of one look, which those of --until-decided are not:"
                    + " leave out one of them.");
        }
    }

    private Comparison compare(PooledRuns base, PooledRuns now, double level, List<String> within) {
        Optional<NoiseFile> limits = noiseFile(now);
        List<String> notes = EnvironmentCheck.notes(base, now, allowMismatch);
        return noted(notes, limits, comparer(level, within, limits).compare(base, now));
    }

    private Comparison by(PooledRuns side, String param, String value, double level, List<String> within) {
        Optional<NoiseFile> limits = noiseFile(side);
        List<String> notes = EnvironmentCheck.notes(side, side, allowMismatch);
        return noted(notes, limits, comparer(level, within, limits).by(side, param, value));
    }

    private Comparison noted(List<String> environments, Optional<NoiseFile> limits, Comparison comparison) {
        List<String> notes = new ArrayList<>(environments);
        limits.ifPresent(file -> notes.add(comparison.limitsOf(file, this::isOwn)));
        Comparison whole = comparison.with(notes);
        return fdr ? whole.corrected() : whole;
    }

    /** Whether the user has given a limit for this metric alone, which then holds whatever the machine's noise. */
    private boolean isOwn(String metric) {
        return Stream.concat(thresholds.stream(), noWorse.stream()).anyMatch(option -> option.startsWith(metric + "="));
    }

    private Comparer comparer(double level, List<String> within, Optional<NoiseFile> limits) {
        return new Comparer(level, Thresholds.of(thresholds, within, limits), selection());
    }

    /** Which metrics and rows are compared. */
    Selection selection() {
        return Selection.of(metrics, Optional.ofNullable(filter));
    }

    private Optional<Path> noisePath(PooledRuns now) {
        return noise != null
                ? Optional.of(noise)
                : now.machines().stream()
                        .map(machine -> results.resolve("noise").resolve(machine + ".json"))
                        .filter(Files::exists)
                        .findFirst();
    }

    private Optional<NoiseFile> noiseFile(PooledRuns now) {
        if (noise == null) {
            return noisePath(now).map(NoiseFile::read);
        }
        NoiseFile file = NoiseFile.read(noise);
        if (!allowMismatch && now.machines().stream().anyMatch(machine -> !machine.equals(file.machine()))) {
            throw new EbbException("The noise file " + noise + " is of the machine " + file.machine() + ", "
                    + now.name() + " of " + String.join(", ", now.machines())
                    + ": give that machine's noise file, or --allow-env-mismatch.");
        }
        return Optional.of(file);
    }
}
