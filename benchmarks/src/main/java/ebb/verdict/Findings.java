// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.format;
import static ebb.base.Text.number;

import ebb.results.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Who kept how much, and what that cost, in words. */
final class Findings {
    /** Differences below this mean nothing in a quick look: per cent, of what the burst added or of all, and MiB. */
    static final double SAME_PERCENT = 5;

    static final double SAME_MIB = 1;

    /** A smaller share of what was kept may be chance, where forks differ. */
    private static final double MUCH_KEPT = 0.2;

    /** A variable that is about huge pages alone, as {@code name=value}. */
    private static final Pattern HUGE_PAGES = Pattern.compile("MIMALLOC_ALLOW_THP=\\d+|MALLOC_CONF=thp:[a-z]+");

    private final List<VerdictRow> rows;

    /** @param rows by retained, the least first */
    Findings(List<VerdictRow> rows) {
        this.rows = rows;
    }

    List<String> paragraphs() {
        List<String> text = new ArrayList<>();
        text.add(live());
        text.add(rows.size() == 1 ? alone(rows.get(0)) : ranking());
        shared().ifPresent(text::add);
        lazyFree().ifPresent(text::add);
        rows.forEach(row -> hugePages(row).ifPresent(text::add));
        text.addAll(notes());
        return text;
    }

    /** What the forks have found of the processes, each with the allocators of which that is true. */
    private List<String> notes() {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        rows.forEach(row -> row.allocator()
                .notesList()
                .forEach(note ->
                        ids.computeIfAbsent(note, any -> new ArrayList<>()).add(row.id())));
        return ids.entrySet().stream()
                .map(note -> "Under " + String.join(", ", note.getValue()) + ": " + note.getKey())
                .toList();
    }

    private String live() {
        if (!rows.stream().allMatch(VerdictRow::isLiveKnown)) {
            return "What the service itself still holds is not known from outside: what is resident is kept by the"
                    + " allocator or by the program.";
        }
        double most = rows.stream()
                .mapToDouble(row -> row.figure(Metric.LIVE_IDLE))
                .max()
                .orElse(0);
        if (most > 0) {
            return format(
                    "At the end %.1f MiB are still allocated; what is resident beyond that is kept by the"
                            + " allocator, not by the program.",
                    most);
        }
        return "The program freed every block (0 MiB live), so what is still resident is kept by the allocator, not by"
                + " the program.";
    }

    /** Of a service of several processes; NaN where it is one. */
    private Optional<String> shared() {
        String once = rows.stream()
                .filter(row ->
                        row.known(Metric.PSS).stream().anyMatch(pss -> pss < row.figure(Metric.RSS_IDLE) - SAME_MIB))
                .map(row -> format(
                        "%s %.1f and not %.1f MiB", row.id(), row.figure(Metric.PSS), row.figure(Metric.RSS_IDLE)))
                .collect(Collectors.joining(", "));
        return once.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The service's processes share pages, which count in the RSS of each. Counted once (PSS), what"
                                + " was there after idle is: " + once + ".");
    }

    private static String alone(VerdictRow row) {
        return format("%.0f s after the burst %s still kept %s.", row.idle(), row.id(), kept(row));
    }

    private String ranking() {
        VerdictRow best = rows.get(0);
        VerdictRow worst = rows.get(rows.size() - 1);
        if (same(best, worst)) {
            return format(
                    "%.0f s after the burst all of them kept about as much: %s %s, %s %s.",
                    best.idle(), best.id(), kept(best), worst.id(), kept(worst));
        }
        String sentence = format(
                "%.0f s after the burst %s kept least, %s; %s kept most, %s.",
                best.idle(), best.id(), kept(best), worst.id(), kept(worst));
        List<String> near = rows.stream()
                .skip(1)
                .filter(row -> same(best, row))
                .map(VerdictRow::id)
                .toList();
        if (!near.isEmpty()) {
            sentence += " About as little as " + best.id() + " kept: " + String.join(", ", near) + ".";
        }
        return sentence + cost(best);
    }

    /** What giving back costs, in CPU time of the burst: its length is mostly spent waiting for other services. */
    private String cost(VerdictRow best) {
        Optional<VerdictRow> reference =
                rows.stream().filter(row -> row.id().equals(Verdict.REFERENCE)).findFirst();
        if (best.id().equals(Verdict.REFERENCE)
                || reference.isEmpty()
                || !best.isSameWork(reference.get())
                || reference.get().cpu() <= 0) {
            return "";
        }
        double glibc = reference.get().cpu();
        double difference = 100 * (best.cpu() - glibc) / glibc;
        if (Math.abs(difference) < SAME_PERCENT) {
            return format(
                    " A burst under %s used about as much CPU as under glibc: %s s and %s s.",
                    best.id(), best.cpuText(), reference.get().cpuText());
        }
        return format(
                " A burst under %s used %s s of CPU, under glibc %s s (%+.0f %%).",
                best.id(), best.cpuText(), reference.get().cpuText(), difference);
    }

    private static boolean same(VerdictRow a, VerdictRow b) {
        // Not by the ratios: where one has twice the peak, the same share is twice as much.
        return Math.abs(a.retained() - b.retained())
                <= Math.max(SAME_MIB, SAME_PERCENT / 100 * Math.max(a.rise(), b.rise()));
    }

    private static String kept(VerdictRow row) {
        return Double.isNaN(row.retainedRatio())
                ? number(row.retained(), 1) + " MiB"
                : format(
                        "%s MiB, %s %% of what the burst had added",
                        number(row.retained(), 1), number(row.retainedRatio(), 0));
    }

    /** Where the same library, set up otherwise for huge pages alone, had fewer of them and kept less. */
    private Optional<String> hugePages(VerdictRow row) {
        return rows.stream()
                .filter(other -> isOtherwiseEqual(row, other) && explains(huge(row) - huge(other), row, other))
                .findFirst() // the rows begin with the one that kept least
                .map(less -> format(
                        "Huge pages: %s had %.0f MiB in them at the end of idle and kept %.0f MiB; %s, the same library,"
                                + " had %.0f MiB in them and kept %.0f MiB.",
                        row.id(), huge(row), row.retained(), less.id(), huge(less), less.retained()));
    }

    /** Whether they differ in nothing but a setting of huge pages. */
    private static boolean isOtherwiseEqual(VerdictRow one, VerdictRow other) {
        return Cures.isSameLibrary(one.allocator(), other.allocator())
                && withoutHugePages(one).equals(withoutHugePages(other));
    }

    private static Map<String, String> withoutHugePages(VerdictRow row) {
        Map<String, String> settings = new TreeMap<>(row.allocator().settings());
        settings.entrySet()
                .removeIf(setting -> HUGE_PAGES.matcher(setting.toString()).matches());
        return settings;
    }

    /** Whether so many more MiB in huge pages can be what the one kept more than the other. */
    private static boolean explains(double more, VerdictRow row, VerdictRow less) {
        double kept = row.retained() - less.retained();
        return kept >= MUCH_KEPT * row.retained() && !same(row, less) && more >= kept / 2;
    }

    private static double huge(VerdictRow row) {
        return row.known(Metric.THP).orElse(Double.NaN);
    }

    private Optional<String> lazyFree() {
        String lazy = rows.stream()
                .filter(row -> lazyFree(row) > Math.max(SAME_MIB, 0.1 * row.retained()))
                .map(row -> format("%s %.1f MiB", row.id(), lazyFree(row)))
                .collect(Collectors.joining(", "));
        return lazy.isEmpty()
                ? Optional.empty()
                : Optional.of("Given back already but counted until memory is short (MADV_FREE): " + lazy + ".");
    }

    private static double lazyFree(VerdictRow row) {
        return row.figure(Metric.LAZYFREE);
    }
}
