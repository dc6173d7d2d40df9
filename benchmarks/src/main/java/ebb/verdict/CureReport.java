// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.format;
import static ebb.base.Text.number;

import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import ebb.results.Metric;
import ebb.results.RunData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What each cure gave and cost in one run: all rows in a table, then for each library the cheapest setting or call that
 * brings back nearly all that any of them did. Every word follows from the run's figures.
 */
public final class CureReport implements Told {
    private static final String FRONT = "*";

    /** Of the most that a cure of the library gave back. */
    private static final double REACHES = 0.9;

    /** By kept, the least first. */
    private final List<VerdictRow> rows;

    private final ForkCounts forks;

    /** @param rows of one burst, one an allocator */
    public CureReport(List<VerdictRow> rows) {
        this(rows, ForkCounts.ONE);
    }

    private CureReport(List<VerdictRow> rows, ForkCounts forks) {
        this.forks = forks;
        this.rows = rows.stream()
                .sorted(Comparator.comparingDouble(VerdictRow::retained).thenComparing(VerdictRow::id))
                .toList();
    }

    /** @param run of one burst */
    public static CureReport of(RunData run) {
        return new CureReport(
                run.rows().stream().map(row -> VerdictRow.of(run, row)).toList(), ForkCounts.of(run));
    }

    @Override
    public List<String> table(boolean blocks, boolean colour) {
        TextTable table = new TextTable(
                        Column.LEFT,
                        Column.LEFT,
                        Column.RIGHT,
                        Column.RIGHT,
                        Column.RIGHT,
                        Column.RIGHT,
                        Column.RIGHT,
                        Column.RIGHT)
                .row("", "allocator", "kept", "CPU", "longest", "burst after", "its", "RSS")
                .row("", "", "MiB", "s", "call ms", "idle, time", "CPU", "dips MiB");
        for (VerdictRow row : rows) {
            table.row(
                    isFront(row) ? FRONT : "",
                    row.id() + (row.allocator().unproven().isEmpty() ? "" : VerdictTable.UNPROVEN),
                    number(row.retained(), 1),
                    format("%.2f", row.cpu()),
                    cell("", row, Metric.RELEASE_MAX, 1),
                    cell("x ", row, Metric.AGAIN_RATIO, 2),
                    cell("x ", row, Metric.AGAIN_CPU, 2),
                    cell("", row, Metric.AGAIN_DIP, 0));
        }
        return table.lines();
    }

    /** A dash where it was not measured. */
    private static String cell(String before, VerdictRow row, Metric metric, int decimals) {
        double figure = row.known(metric).orElse(Double.NaN);
        return Double.isFinite(figure) ? before + number(figure, decimals) : "-";
    }

    /** Whether no other row keeps as little with as little CPU, and less of one of them. */
    private boolean isFront(VerdictRow row) {
        return rows.stream()
                .noneMatch(other -> other.retained() <= row.retained()
                        && other.cpu() <= row.cpu()
                        && (other.retained() < row.retained() || other.cpu() < row.cpu()));
    }

    @Override
    public List<String> paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        if (rows.isEmpty()) {
            return List.of("No burst was measured.");
        }
        boolean again = rows.stream()
                .anyMatch(row -> Double.isFinite(row.known(Metric.AGAIN_RATIO).orElse(Double.NaN)));
        paragraphs.add(format(
                        "kept: RSS above base %.0f s after the last burst. CPU: of that burst%s. longest call: of the release"
                                + " calls that a cure makes.",
                        rows.get(0).idle(), again ? ", which follows an idle period" : "")
                + (again
                        ? " burst after idle: its time and CPU relative to a burst right after another; RSS dips: by how much"
                                + " it falls in that burst's first second."
                        : " How a burst after an idle period does was not measured."));
        paragraphs.add(FRONT + " nothing here keeps less at as little CPU: "
                + rows.stream().filter(this::isFront).map(VerdictRow::id).collect(Collectors.joining(", "))
                + ".");
        List<VerdictRow> plain =
                rows.stream().filter(CureReport::isPlain).sorted(BY_ID).toList();
        paragraphs.add(
                "The cheapest cure of each, by the CPU of the burst, of those that bring back at least nine tenths of"
                        + " the most that any of its cures did:");
        plain.forEach(row -> paragraphs.add(ITEM + of(row)));
        String alone = rows.stream()
                .filter(row -> plain.stream()
                        .noneMatch(one -> one.equals(row) || Cures.isSameLibrary(one.allocator(), row.allocator())))
                .map(VerdictRow::id)
                .collect(Collectors.joining(", "));
        if (!alone.isEmpty()) {
            paragraphs.add("Nothing is said of " + alone
                    + ": the same library without settings was not measured in this run.");
        }
        paragraphs.add(
                forks.areSeveral()
                        ? forks.means()
                        : "One fork of each is a quick look: differences of a few per cent mean nothing.");
        return paragraphs;
    }

    private static final Comparator<VerdictRow> BY_ID = Comparator.comparing(VerdictRow::id);

    private static boolean isPlain(VerdictRow row) {
        return row.allocator().settings().isEmpty();
    }

    private String of(VerdictRow plain) {
        String kept = format("%s kept %.0f MiB", plain.id(), Math.max(0, plain.retained()));
        if (plain.retained() < least(plain)) {
            return kept + ": none is needed.";
        }
        List<VerdictRow> tried = rows.stream()
                .filter(row -> !isPlain(row) && Cures.isSameLibrary(row.allocator(), plain.allocator()))
                .toList();
        if (tried.isEmpty()) {
            return kept + ", and no cure of it was measured." + Reasons.dip(plain);
        }
        double most = tried.stream().mapToDouble(row -> given(row, plain)).max().orElse(0);
        if (most < least(plain)) {
            return kept
                    + (tried.size() == 1
                            ? ", and the one that was tried brought back "
                            : format(", and each of the %d that were tried brought back ", tried.size()))
                    + under(plain)
                    + ": "
                    + ids(tried)
                    + "."
                    + Reasons.dip(plain);
        }
        VerdictRow best = tried.stream()
                .filter(row -> given(row, plain) >= REACHES * most)
                .min(Comparator.comparingDouble(VerdictRow::cpu)
                        .thenComparing(Comparator.comparingDouble(VerdictRow::retained))
                        .thenComparing(BY_ID))
                .orElseThrow();
        return kept
                + format(
                        "; with %s it kept %.0f (%s)",
                        Cures.with(best.allocator().settings(), best.calls()), Math.max(0, best.retained()), best.id())
                + cost(best, plain)
                + "."
                + rest(tried, best, plain)
                + Reasons.dip(plain);
    }

    private static String cost(VerdictRow best, VerdictRow plain) {
        StringBuilder cost = new StringBuilder(format(
                "; the burst used %s s of CPU, not %s (%+d %%)",
                best.cpuText(), plain.cpuText(), Math.round(dearer(best, plain))));
        double longest = best.known(Metric.RELEASE_MAX).orElse(Double.NaN);
        if (Double.isFinite(longest)) {
            cost.append(format(", and the longest call took %.1f ms", longest));
        }
        if (costsMore(best, plain)) {
            cost.append(": it costs more than it gives");
        }
        return cost.toString();
    }

    private static String rest(List<VerdictRow> tried, VerdictRow best, VerdictRow plain) {
        List<VerdictRow> idle = new ArrayList<>();
        List<VerdictRow> dear = new ArrayList<>();
        for (VerdictRow row : tried) {
            if (given(row, plain) < least(plain)) {
                idle.add(row);
            } else if (!row.equals(best) && costsMore(row, plain)) {
                dear.add(row);
            }
        }
        return (dear.isEmpty()
                        ? ""
                        : " More than it gives costs "
                                + dear.stream()
                                        .map(row -> format(
                                                "%s (%.0f %% back for %+.0f %% of CPU)",
                                                row.id(), share(row, plain), dearer(row, plain)))
                                        .collect(Collectors.joining(", "))
                                + ".")
                + (idle.isEmpty() ? "" : " Less by " + under(plain) + ", or no less, was kept with " + ids(idle) + ".");
    }

    private static String ids(List<VerdictRow> some) {
        return some.stream().map(VerdictRow::id).collect(Collectors.joining(", "));
    }

    /** MiB that a cure gave back: what it kept less than the same library without it. */
    private static double given(VerdictRow row, VerdictRow plain) {
        return plain.retained() - row.retained();
    }

    /** MiB; a smaller difference between two forks may be chance, and is no cure. */
    private static double least(VerdictRow plain) {
        return Math.max(VerdictRow.LITTLE_MIB, VerdictRow.LITTLE_SHARE * plain.rise());
    }

    /** The same in words, rounded up. */
    private static String under(VerdictRow plain) {
        return format("under %.0f MiB", Math.ceil(least(plain)));
    }

    /** Per cent of what was kept. */
    private static double share(VerdictRow row, VerdictRow plain) {
        return 100 * given(row, plain) / plain.retained();
    }

    /** Per cent of the burst's CPU. */
    private static double dearer(VerdictRow row, VerdictRow plain) {
        return 100 * (row.cpu() - plain.cpu()) / plain.cpu();
    }

    /** Whether it adds a larger share to the CPU of a burst than it takes from what is kept. */
    private static boolean costsMore(VerdictRow row, VerdictRow plain) {
        return dearer(row, plain) > share(row, plain);
    }
}
