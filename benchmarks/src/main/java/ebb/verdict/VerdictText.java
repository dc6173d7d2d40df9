// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.base.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what a verdict's table shows, for a person who has never seen one. Every word depends on the figures alone. */
public final class VerdictText {
    /** Less than this a quick look cannot tell apart: points of per cent, and MiB. */
    private static final double SAME_PERCENT = 5;

    private static final double SAME_MIB = 1;
    private static final String REFERENCE = "glibc";

    /** Columns of a line. */
    public static final int WIDTH = 100;

    /** How a paragraph of a list begins. */
    private static final String ITEM = "- ";

    private VerdictText() {}

    /** The paragraphs on lines of at most {@link #WIDTH} columns, a blank one before each that is not of a list. */
    public static List<String> lines(List<VerdictRow> rows) {
        List<String> lines = new ArrayList<>();
        for (String text : paragraphs(rows)) {
            boolean item = text.startsWith(ITEM);
            if (!item && !lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(Text.wrap(text, WIDTH, item ? ITEM.length() : 0));
        }
        return lines;
    }

    /** One paragraph each; none where there is no row. */
    public static List<String> paragraphs(List<VerdictRow> unsorted) {
        List<VerdictRow> rows = VerdictTable.sorted(unsorted);
        List<String> text = new ArrayList<>();
        if (!rows.isEmpty()) {
            text.add(legend(rows));
            text.addAll(findings(rows));
            text.addAll(WhyText.paragraphs(rows));
            text.add(firmAnswer(rows));
        }
        return text;
    }

    /** Who kept how much, and what that cost; none where there is no row. */
    public static List<String> findings(List<VerdictRow> unsorted) {
        List<VerdictRow> rows = VerdictTable.sorted(unsorted);
        List<String> text = new ArrayList<>();
        if (!rows.isEmpty()) {
            text.add(live(rows));
            text.add(rows.size() == 1 ? alone(rows.get(0)) : ranking(rows));
            lazyFree(rows).ifPresent(text::add);
        }
        return text;
    }

    private static String legend(List<VerdictRow> rows) {
        double base = rows.stream().mapToDouble(VerdictRow::base).average().orElse(0);
        return format(
                "burst: its length. CPU: what it used. peak: the process's RSS, of which about %.0f MiB, the base, were there before the"
                        + " burst, most of it the JVM's. live: the most that was allocated at one time. retained:"
                        + " above base after %.0f s of idle. t50, t90: until half, nine tenths were given back.",
                base, rows.get(0).idle());
    }

    private static String live(List<VerdictRow> rows) {
        double most = rows.stream().mapToDouble(VerdictRow::liveIdle).max().orElse(0);
        if (most > 0) {
            return format(
                    "At the end %.1f MiB are still allocated; what is resident beyond that is kept by the"
                            + " allocator, not by the program.",
                    most);
        }
        return "The program freed every block (0 MiB live), so what is still resident is kept by the allocator, not by"
                + " the program.";
    }

    private static String alone(VerdictRow row) {
        return format("%.0f s after the burst %s still kept %s.", row.idle(), row.allocator(), kept(row));
    }

    private static String ranking(List<VerdictRow> rows) {
        VerdictRow best = rows.get(0);
        VerdictRow worst = rows.get(rows.size() - 1);
        if (same(best, worst)) {
            return format(
                    "%.0f s after the burst all of them kept about as much: %s %s, %s %s.",
                    best.idle(), best.allocator(), kept(best), worst.allocator(), kept(worst));
        }
        String sentence = format(
                "%.0f s after the burst %s kept least, %s; %s kept most, %s.",
                best.idle(), best.allocator(), kept(best), worst.allocator(), kept(worst));
        List<String> near = rows.stream()
                .skip(1)
                .filter(row -> same(best, row))
                .map(VerdictRow::allocator)
                .toList();
        if (!near.isEmpty()) {
            sentence += " About as little as " + best.allocator() + " kept: " + String.join(", ", near) + ".";
        }
        return sentence + cost(best, rows);
    }

    /** What giving back costs, in the CPU time of the burst: its length is mostly what the calls it makes wait for. */
    private static String cost(VerdictRow best, List<VerdictRow> rows) {
        Optional<VerdictRow> reference =
                rows.stream().filter(row -> row.allocator().equals(REFERENCE)).findFirst();
        if (best.allocator().equals(REFERENCE)
                || reference.isEmpty()
                || reference.get().cpu() <= 0) {
            return "";
        }
        double glibc = reference.get().cpu();
        double difference = 100 * (best.cpu() - glibc) / glibc;
        if (Math.abs(difference) < SAME_PERCENT) {
            return format(
                    " A burst under %s used about as much CPU as under glibc: %.1f s and %.1f s.",
                    best.allocator(), best.cpu(), glibc);
        }
        return format(
                " A burst under %s used %.1f s of CPU, under glibc %.1f s (%+.0f %%).",
                best.allocator(), best.cpu(), glibc, difference);
    }

    private static boolean same(VerdictRow a, VerdictRow b) {
        return Math.abs(a.retained() - b.retained()) <= SAME_MIB || Math.abs(a.percent() - b.percent()) <= SAME_PERCENT;
    }

    private static String kept(VerdictRow row) {
        return Double.isNaN(row.percent())
                ? format("%.1f MiB", row.retained())
                : format("%.1f MiB, %.0f %% of what the burst had added", row.retained(), row.percent());
    }

    private static Optional<String> lazyFree(List<VerdictRow> rows) {
        String lazy = rows.stream()
                .filter(row -> row.lazyFree() > SAME_MIB && row.lazyFree() > 0.1 * row.retained())
                .map(row -> format("%s %.1f MiB", row.allocator(), row.lazyFree()))
                .collect(Collectors.joining(", "));
        return lazy.isEmpty()
                ? Optional.empty()
                : Optional.of("Given back already but counted until memory is short (MADV_FREE): " + lazy + ".");
    }

    private static String firmAnswer(List<VerdictRow> rows) {
        VerdictRow best = rows.get(0);
        String pair = best.allocator().equals(REFERENCE) && rows.size() > 1
                ? REFERENCE + "," + rows.get(1).allocator()
                : rows.size() == 1 ? best.allocator() : REFERENCE + "," + best.allocator();
        return format(
                "This was a quick look, one fork each: differences of a few per cent mean nothing. For a firm answer:"
                        + " java -jar benchmarks.jar Burst -p allocator=%s -f 5",
                pair);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
