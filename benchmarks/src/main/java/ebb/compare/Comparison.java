// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.ComparedMetric.Verdict;
import ebb.results.RowKey;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The outcome of comparing two sides.
 *
 * @param base the base's name
 * @param now the new side's name
 * @param lines by metric, then by row
 * @param missing rows and metrics that the new side lacks
 * @param added rows and metrics that only the new side has
 * @param faults what could not be compared although both sides have it, a sentence each
 * @param notes what a reader must know, a sentence each
 * @param ofLooks whether its lines come from several looks at forks that were added, each with tests at a level of its own
 */
public record Comparison(
        String base,
        String now,
        double alpha,
        List<ComparedMetric> lines,
        List<String> missing,
        List<String> added,
        List<String> faults,
        List<String> notes,
        boolean ofLooks) {
    /** One metric of one row: what gets a verdict. */
    public record RowMetric(RowKey key, String metric) {
        @Override
        public String toString() {
            return metric + " of " + key.label();
        }
    }

    /** How a comparison is written. */
    public enum Format {
        text,
        md,
        csv,
        json
    }

    public Comparison {
        lines = List.copyOf(lines);
        missing = List.copyOf(missing);
        added = List.copyOf(added);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /**
     * For how many lines a noise file has a limit, a sentence.
     *
     * @param own whether a metric has a limit of the user's, which holds in its place
     */
    public String limitsOf(NoiseFile file, Predicate<String> own) {
        Set<RowMetric> known = file.limits().keySet();
        List<RowMetric> judged = lines.stream()
                .filter(line -> line.kind().direction().isJudged() && !line.isShare() && !own.test(line.metric()))
                .map(ComparedMetric::cell)
                .toList();
        long of = judged.stream().filter(known::contains).count();
        String from = "the noise file of " + file.machine() + " (" + file.made() + ", "
                + file.runs().size() + " runs of " + file.forks() + " forks)";
        return of == 0
                ? "No limit here is of " + from + "."
                : "Limits are those of " + from + ", none below Ebb's own"
                        + (of == judged.size()
                                ? "."
                                : "; it has none for " + (judged.size() - of) + " of " + judged.size()
                                        + " comparisons.");
    }

    /** The same with these notes before its own. */
    public Comparison with(List<String> further) {
        List<String> all = Stream.concat(further.stream(), notes.stream()).toList();
        return new Comparison(base, now, alpha, lines, missing, added, faults, all, ofLooks);
    }

    /**
     * The same with the rate of false discoveries beside each p. Verdicts stay as they are: under many rows some of them are
     * chance, and this says which are left at which rate.
     */
    public Comparison corrected() {
        double[] ordered = lines.stream()
                .filter(line -> line.verdict().isJudged())
                .mapToDouble(line -> line.evidence().p())
                .sorted()
                .toArray();
        Map<Double, Double> rates = ratesOfFalseDiscovery(ordered);
        List<ComparedMetric> all = lines.stream()
                .map(line -> line.verdict().isJudged()
                        ? line.with(
                                Objects.requireNonNull(rates.get(line.evidence().p())))
                        : line)
                .toList();
        return new Comparison(base, now, alpha, all, missing, added, faults, notes, ofLooks);
    }

    /**
     * For each p the rate of false discoveries at which it is the last one.
     *
     * @param ordered all p of the family, the smallest first
     */
    static Map<Double, Double> ratesOfFalseDiscovery(double[] ordered) {
        Map<Double, Double> rates = new HashMap<>();
        double rate = 1;
        for (int i = ordered.length - 1; i >= 0; i--) {
            rate = Math.min(rate, ordered[i] * ordered.length / (i + 1));
            rates.putIfAbsent(ordered[i], rate); // equal ones are found together: the last of them counts
        }
        return rates;
    }

    boolean isCorrected() {
        return lines.stream().anyMatch(line -> line.q() != null);
    }

    /** Regressions and improvements whose rate of false discoveries is at most alpha. */
    long standing() {
        return lines.stream()
                .filter(line -> line.verdict() == Verdict.WORSE || line.verdict() == Verdict.BETTER)
                .filter(line -> line.q() != null && line.q() <= alpha)
                .count();
    }

    /**
     * As text, line by line.
     *
     * @param onlyChanged without lines that show no change
     */
    public List<String> lines(Format format, boolean onlyChanged) {
        return switch (format) {
            case text -> new TableReport(this, onlyChanged).text();
            case md -> new TableReport(this, onlyChanged).markdown();
            case csv -> DataReport.csv(this, onlyChanged);
            case json -> DataReport.json(this, onlyChanged);
        };
    }

    public boolean hasRegression() {
        return count(Verdict.WORSE) > 0;
    }

    /** Why no line has a verdict, so that no regression could have been found; empty where one has. */
    public Optional<String> whyNothingIsJudged() {
        if (judged() > 0) {
            return Optional.empty();
        }
        return Optional.of("Nothing could be judged: "
                + (count(Verdict.TOO_FEW) > 0
                        ? "every row has too few forks on a side; run with more, at least -f 5."
                        : "no metric that was chosen has both a figure and a side that is better; choose others with"
                                + " --metric."));
    }

    /** Whether it was asked what is no worse: then no line is just without a difference. */
    boolean answersNoWorse() {
        return count(Verdict.NO_WORSE) + count(Verdict.CANNOT_TELL) > 0;
    }

    /** The rows of which at least one metric was compared. */
    public Set<RowKey> rows() {
        return lines.stream().map(ComparedMetric::key).collect(Collectors.toSet());
    }

    /** Whether some line that is to be judged could not be: neither worse, better nor, where asked for, no worse. */
    public boolean isUndecided() {
        return count(Verdict.CANNOT_TELL) + count(Verdict.TOO_FEW) > 0;
    }

    public Set<RowMetric> regressions() {
        return lines.stream()
                .filter(line -> line.verdict() == Verdict.WORSE)
                .map(ComparedMetric::cell)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether this row and metric has a verdict. */
    public boolean isJudged(RowMetric cell) {
        return lines.stream()
                .filter(line -> line.cell().equals(cell))
                .anyMatch(line -> line.verdict().isJudged());
    }

    /** Whether the looks have not decided this row and metric. */
    public boolean isUndecided(RowMetric cell) {
        return ofLooks
                && lines.stream()
                        .filter(line -> line.cell().equals(cell))
                        .anyMatch(line -> line.verdict() == Verdict.CANNOT_TELL || line.verdict() == Verdict.TOO_FEW);
    }

    /** Whether all rows and metrics of both sides could be compared. */
    public boolean isWhole() {
        return faults.isEmpty();
    }

    /** Whether the new side lacks a row or metric of the base. */
    public boolean isMissingSomething() {
        return !missing.isEmpty();
    }

    long count(Verdict verdict) {
        return lines.stream().filter(line -> line.verdict() == verdict).count();
    }

    /** The number of lines that have a verdict. */
    long judged() {
        return lines.stream().filter(line -> line.verdict().isJudged()).count();
    }

    /**
     * How many lines chance alone would make significant at most, were nothing different. Ties make it fewer, or none; how
     * many is of no use, and takes a distribution for each line.
     */
    BigDecimal falseAlarms() {
        return BigDecimal.valueOf(alpha).multiply(BigDecimal.valueOf(judged())).stripTrailingZeros();
    }

    /** Whether each p is exact, so that it is at most alpha by chance with probability at most alpha. */
    boolean isExact() {
        return lines.stream().allMatch(line -> line.evidence().exact());
    }
}
