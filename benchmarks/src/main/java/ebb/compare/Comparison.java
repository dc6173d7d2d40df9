// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.ComparedMetric.Verdict;
import ebb.results.RowKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of comparing two sides.
 *
 * @param base what stands above the base's column
 * @param now what stands above the new side's
 * @param lines by metric, then by row
 * @param missing rows and metrics that the new side lacks
 * @param added rows and metrics that only the new side has
 * @param faults what could not be compared although both sides have it, a sentence each
 * @param notes what a reader must know, a sentence each
 */
public record Comparison(
        String base,
        String now,
        double alpha,
        List<ComparedMetric> lines,
        List<String> missing,
        List<String> added,
        List<String> faults,
        List<String> notes) {
    /** One metric of one row: where a verdict stands. */
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

    /** The same with further sentences for the reader before those that it has. */
    public Comparison with(List<String> further) {
        List<String> all = Stream.concat(further.stream(), notes.stream()).toList();
        return new Comparison(base, now, alpha, lines, missing, added, faults, all);
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

    /** Whether something got worse. */
    public boolean hasRegression() {
        return count(Verdict.WORSE) > 0;
    }

    /** Whether no line has enough forks for a verdict, so that no regression could have been seen. */
    public boolean isWithoutVerdict() {
        return judged() == 0 && count(Verdict.TOO_FEW) > 0;
    }

    /** Where something got worse. */
    public Set<RowMetric> regressions() {
        return lines.stream()
                .filter(line -> line.verdict() == Verdict.WORSE)
                .map(line -> new RowMetric(line.key(), line.metric()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether this row and metric has a verdict. */
    public boolean isJudged(RowMetric cell) {
        return lines.stream()
                .filter(line -> line.key().equals(cell.key()) && line.metric().equals(cell.metric()))
                .anyMatch(line -> line.verdict() == Verdict.WORSE
                        || line.verdict() == Verdict.BETTER
                        || line.verdict() == Verdict.SAME);
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

    /** Lines that have a verdict. */
    long judged() {
        return count(Verdict.WORSE) + count(Verdict.BETTER) + count(Verdict.SAME);
    }

    /** How many lines would be clear by chance, were nothing different and no limit held. */
    double falseAlarms() {
        return lines.stream()
                .filter(line -> line.verdict() != Verdict.TOO_FEW && line.verdict() != Verdict.NOT_JUDGED)
                .mapToDouble(line -> line.evidence().level())
                .sum();
    }
}
