// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.compare.Comparer;
import ebb.compare.Comparison;
import ebb.compare.EnvironmentCheck;
import ebb.compare.NoiseFile;
import ebb.compare.Side;
import ebb.compare.Thresholds;
import ebb.compare.Wanted;
import ebb.shim.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How two sides are compared: what {@code compare} and {@code confirm} have in common. */
final class CompareOptions {
    private static final double LARGEST_ALPHA = 0.5;

    @Option(names = "--alpha", defaultValue = "0.05", description = "Level of the tests. (default: 0.05)")
    private double alpha;

    @Option(
            names = "--threshold",
            paramLabel = "METRIC=LIMIT",
            description = "The shift below which a metric's difference means nothing: 5%% (of the base), or 8MiB in the"
                    + " metric's unit; may be repeated.")
    private List<String> thresholds = new ArrayList<>();

    @Option(
            names = "--noise",
            paramLabel = "FILE",
            description = "The machine's noise file. (default: results/noise/MACHINE.json, where it is there)")
    private @Nullable Path noise;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            split = ",",
            description = "Only these metrics; * stands for any characters.")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "REGEX", description = "Only rows in whose name it is found.")
    private @Nullable String filter;

    @Option(names = "--results", paramLabel = "DIR", description = "Of baselines and noise files. (default: results)")
    private Path results = Path.of("results");

    @Option(names = "--allow-env-mismatch", description = "Compares although the machines differ.")
    private boolean allowMismatch;

    /** The folder of baselines and noise files. */
    Path results() {
        return results;
    }

    /** Two sides, row by row. */
    Comparison compare(Side base, Side now) {
        List<String> notes = EnvironmentCheck.notes(base, now, allowMismatch);
        return comparer(now).compare(base, now).with(notes);
    }

    /** Within one side, every value of a parameter against one of them. */
    Comparison by(Side side, String param, String value) {
        List<String> notes = EnvironmentCheck.notes(side, side, allowMismatch);
        return comparer(side).by(side, param, value).with(notes);
    }

    private Comparer comparer(Side now) {
        if (!(alpha > 0 && alpha <= LARGEST_ALPHA)) {
            throw new EbbException("--alpha " + alpha + " is no level of a test: give one above 0, at most 0.5.");
        }
        return new Comparer(
                alpha, Thresholds.of(thresholds, noiseFile(now)), Wanted.of(metrics, Optional.ofNullable(filter)));
    }

    private Optional<NoiseFile> noiseFile(Side now) {
        if (noise != null) {
            return Optional.of(NoiseFile.read(noise));
        }
        return now.machines().stream()
                .map(machine -> results.resolve("noise").resolve(machine + ".json"))
                .filter(Files::exists)
                .findFirst()
                .map(NoiseFile::read);
    }
}
