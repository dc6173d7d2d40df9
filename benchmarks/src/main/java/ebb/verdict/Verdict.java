// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.format;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.RunData;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The outcome of a burst under several allocators, as a table and in words for a person who has never seen one. Every word
 * follows from what the run kept.
 */
public final class Verdict implements Told {
    /** What the others are compared with. */
    public static final String REFERENCE = "glibc";

    private static final int PRINTED_DIGITS = 6;

    /** By retained, the least first. */
    private final List<VerdictRow> rows;

    private final Catalog catalog;
    private final Commands commands;
    private final ForkCounts forks;

    /**
     * @param rows of one burst, one an allocator
     * @param catalog from which measurements are recommended
     * @param commands by which they are made
     */
    public Verdict(List<VerdictRow> rows, Catalog catalog, Commands commands) {
        this(rows, catalog, commands, ForkCounts.ONE);
    }

    private Verdict(List<VerdictRow> rows, Catalog catalog, Commands commands, ForkCounts forks) {
        this.catalog = catalog;
        this.commands = commands;
        this.forks = forks;
        this.rows = rows.stream()
                .sorted(Comparator.comparingDouble(VerdictRow::retained).thenComparing(VerdictRow::id))
                .toList();
    }

    /** @param run of one burst */
    public static Verdict of(RunData run, Catalog catalog) {
        return new Verdict(
                run.rows().stream().map(row -> VerdictRow.of(run, row)).toList(),
                catalog,
                Commands.of(List.of(run), run.rows().get(0).key()),
                ForkCounts.of(run));
    }

    /** Lines of at most 100 columns, in which retained shares that are small or large are coloured. */
    @Override
    public List<String> table(boolean blocks, boolean colour) {
        return new VerdictTable(blocks, colour).lines(rows);
    }

    @Override
    public List<String> paragraphs() {
        List<String> text = new ArrayList<>();
        text.add(legend());
        unproven().ifPresent(text::add);
        text.addAll(findings());
        text.addAll(reasons());
        printed().ifPresent(text::add);
        text.add(firmAnswer());
        cures().ifPresent(text::add);
        return text;
    }

    /** Who kept how much, and what that cost. */
    public List<String> findings() {
        return new Findings(rows).paragraphs();
    }

    /** Why it stayed; none where that was not asked. */
    public List<String> reasons() {
        return Reasons.paragraphs(rows, catalog, commands);
    }

    private String legend() {
        return format(
                        "burst: its length. CPU: what it used. peak: %s RSS, of which %s MiB, the base, were there before the"
                                + " burst%s. retained: above base after %.0f s of idle%s. t50, t90: until half, nine tenths were"
                                + " given back%s.",
                        isLiveKnown() ? "the process's" : "the service's",
                        base(),
                        isLiveKnown() ? ", most of it the JVM's. live: the most that was allocated at one time" : "",
                        rows.get(0).idle(),
                        rows.stream().anyMatch(VerdictRow::isOfSeveralForks)
                                ? ", the least and the most of the forks"
                                : "",
                        rows.stream()
                                        .anyMatch(row -> row.isOfSeveralForks()
                                                && !row.open().isEmpty())
                                ? "; > where some fork had not by the end of its idle period, so that it is more"
                                : "")
                + error();
    }

    /** MiB that were there before the burst, in words: one number where all have about the same. */
    public String base() {
        DoubleSummaryStatistics bases =
                rows.stream().mapToDouble(VerdictRow::base).summaryStatistics();
        double least = bases.getMin();
        double most = bases.getMax();
        return most - least > Math.max(Findings.SAME_MIB, Findings.SAME_PERCENT / 100 * most)
                ? format("%.0f to %.0f", least, most)
                : format("about %.0f", bases.getAverage());
    }

    private boolean isLiveKnown() {
        return rows.stream().allMatch(VerdictRow::isLiveKnown);
    }

    private String error() {
        double most = rows.stream()
                .mapToDouble(row -> row.known(Metric.RSS_ERROR).orElse(0))
                .max()
                .orElse(0);
        return most > 0 ? format(" A sample of RSS, and so the peak, may be off by %.1f MiB.", most) : "";
    }

    /** The table's footnote. */
    private Optional<String> unproven() {
        String settings = rows.stream()
                .filter(row -> !row.allocator().unproven().isEmpty())
                .map(row -> row.id() + " " + String.join(", ", row.allocator().unproven()))
                .collect(Collectors.joining("; "));
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(VerdictTable.UNPROVEN + ": nothing shows that the library heeds these settings: "
                        + settings + ".");
    }

    /** Of the burst's own command, in the order of its definition. */
    private Optional<String> printed() {
        String figures = rows.stream()
                .flatMap(row -> row.printed().stream())
                .distinct()
                .map(metric -> metric.label()
                        + rows.stream()
                                .filter(row -> row.known(metric).isPresent())
                                .map(row -> " " + row.id() + " " + plain(row.figure(metric)))
                                .collect(Collectors.joining(","))
                        + (metric.unit().isEmpty() ? "" : " " + metric.unit()))
                .collect(Collectors.joining("; "));
        return figures.isEmpty() ? Optional.empty() : Optional.of("Printed by the burst: " + figures + ".");
    }

    private static String plain(double value) {
        BigDecimal exact = new BigDecimal(value);
        int whole = exact.precision() - exact.scale();
        return exact.round(new MathContext(Math.max(PRINTED_DIGITS, whole)))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The command that measures what this run only advises. */
    private Optional<String> cures() {
        String held = rows.stream()
                .filter(row -> row.isLiveKnown()
                        && row.retained() >= VerdictRow.LITTLE_MIB
                        && !catalog.cures(row.id()).isEmpty())
                .map(VerdictRow::id)
                .sorted()
                .collect(Collectors.joining(","));
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "What each setting and release call gives back, and what it costs: " + commands.cures(held));
    }

    private String firmAnswer() {
        VerdictRow best = rows.get(0);
        // Under a service of its own malloc, the reference may not be possible.
        boolean measured = rows.stream().anyMatch(row -> row.id().equals(REFERENCE));
        String pair = rows.size() == 1
                ? best.id()
                : measured && !best.id().equals(REFERENCE)
                        ? REFERENCE + "," + best.id()
                        : best.id() + "," + rows.get(1).id();
        if (!forks.areSeveral()) {
            return "This was a quick look, one fork each: differences of a few per cent mean nothing. For a firm answer: "
                    + (isLiveKnown()
                            ? commands.burst(pair, " -f 5")
                            : "the same command with -p allocator=" + pair + " -f 5");
        }
        return rows.size() == 1
                ? forks.means()
                : forks.means()
                        + " Which differences are more than chance: java -jar benchmarks.jar compare RUN --by allocator"
                        + " --base "
                        + (measured ? REFERENCE : best.id());
    }
}
