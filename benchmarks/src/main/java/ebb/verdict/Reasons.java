// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.Family;
import ebb.results.Metric;
import ebb.results.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Says of each allocator what holds its memory, and what the user can do about it. Every word depends on the figures and
 * on the family's own names alone.
 */
final class Reasons {
    /** Less than this is not worth a word: MiB, and the share of what the burst had added. */
    private static final double LITTLE_MIB = 2;

    private static final double LITTLE_SHARE = 0.05;

    /** Parts of what is held that are named: MiB, and their share. */
    private static final double NAMED_MIB = 1;

    private static final double NAMED_SHARE = 0.03;

    /** Another entry did better where it held at most half, and so much less. */
    private static final double BETTER_MIB = 10;

    /** From this share on a quick look can tell the CPU of two bursts apart. */
    private static final double OTHER_CPU = 0.05;

    /** Books and RSS disagree from this share of what the burst had added. */
    private static final double DISAGREE = 0.05;

    private static final String HEAD =
            "Why it is still there. After the idle period Ebb asked for it step by step, each time looking half a second"
                    + " later: wait; one small request on each of the load's threads at once; thousands of them; the"
                    + " allocator's own release call on a thread that has allocated nothing; the same on each of the load's"
                    + " threads; end these threads. docs/why.md tells more.";

    private final List<VerdictRow> rows;
    private final Catalog catalog = Catalog.load(List.of());

    private Reasons(List<VerdictRow> rows) {
        this.rows = rows;
    }

    /**
     * A paragraph that says what was tried, then one for each allocator; none where no ladder was climbed.
     *
     * @param all in the order in which they are to come
     */
    static List<String> paragraphs(List<VerdictRow> all) {
        List<VerdictRow> rows =
                all.stream().filter(row -> !row.given().isEmpty()).toList();
        if (rows.isEmpty()) {
            return List.of();
        }
        Reasons text = new Reasons(rows);
        List<String> paragraphs = new ArrayList<>(List.of(HEAD));
        rows.forEach(row -> paragraphs.add(text.of(row)));
        return paragraphs;
    }

    private String of(VerdictRow row) {
        double held = row.held();
        if (held < LITTLE_MIB || held < LITTLE_SHARE * row.rise()) {
            return format("- %s held %.1f MiB: nothing to gain.", row.id(), Math.max(0, held)) + books(row);
        }
        return "- " + row.id() + " held " + parts(row) + " " + advice(row) + books(row);
    }

    private String parts(VerdictRow row) {
        double held = row.held();
        double named = Math.max(NAMED_MIB, NAMED_SHARE * held);
        List<String> came = new ArrayList<>();
        String verb = "came back ";
        String call = family(row).release();
        double never = 0;
        double small = 0;
        for (Map.Entry<Rung, Double> part : row.given().entrySet()) {
            Rung rung = part.getKey();
            double mib = part.getValue();
            if (Math.abs(mib) < named) {
                small += mib;
            } else if (rung == Rung.REST) {
                never = mib;
            } else if (mib < 0) {
                came.add(format("%.0f more were taken %s", -mib, rung.when(call)));
                verb = "came back ";
            } else {
                came.add(format("%.0f %s%s", mib, verb, rung.when(call)));
                verb = "";
                // Named once is enough.
                call = rung == Rung.OUTSIDE ? "it" : call;
            }
        }
        if (came.isEmpty()) {
            return format("%.0f MiB, and nothing that was tried brought it back.", held);
        }
        return format("%.0f MiB: ", held)
                + String.join(", ", came)
                + (Math.abs(small) >= named ? format(", %.0f in small parts", small) : "")
                + (never != 0 ? format("; %.0f never came back", never) : "")
                + ".";
    }

    /** What did better in this run; else what the largest part asks for. */
    private String advice(VerdictRow row) {
        return rows.stream()
                .filter(didBetterThan(row))
                .min(Comparator.comparingDouble(VerdictRow::held))
                .map(better -> measured(row, better))
                .orElseGet(() -> byLargest(row));
    }

    /** Of the same library: only then it is the settings that made the difference. */
    private static Predicate<VerdictRow> didBetterThan(VerdictRow row) {
        double held = row.held();
        return other -> other.allocator().family().equals(row.allocator().family())
                && other.allocator().version().equals(row.allocator().version())
                && other.held() <= held / 2
                && held - other.held() >= BETTER_MIB;
    }

    private String measured(VerdictRow row, VerdictRow better) {
        Optional<String> interval = better.allocator().releaseInterval();
        String with = interval.isPresent()
                ? format("a thread that calls %s every %s s", family(row).release(), interval.get())
                : String.join(" ", better.allocator().settingsList());
        OptionalDouble releaseCpu = better.known(Metric.RELEASE_CPU);
        OptionalDouble releaseMax = better.known(Metric.RELEASE_MAX);
        String cost = releaseCpu.isPresent() && releaseMax.isPresent()
                ? format(
                        "; that thread used %.2f s of CPU in %.0f s of idle, and its longest call took %.0f ms",
                        releaseCpu.getAsDouble(), better.idle(), releaseMax.getAsDouble())
                : "";
        boolean dearer = Math.abs(better.cpu() - row.cpu()) >= OTHER_CPU * row.cpu();
        return format("With %s it held %.0f MiB (%s)%s", with, Math.max(0, better.held()), better.id(), cost)
                + (dearer ? format("; the burst used %.1f s of CPU, not %.1f", better.cpu(), row.cpu()) : "")
                + ".";
    }

    private String byLargest(VerdictRow row) {
        Rung largest = row.given().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Rung.REST);
        return largest.advice() + (largest == Rung.OUTSIDE ? releaser(row) : "");
    }

    /** The catalog's entry of that family with a thread that releases, where this run has none. */
    private String releaser(VerdictRow row) {
        return catalog.all().stream()
                .filter(entry -> entry.family().equals(row.allocator().family()))
                .filter(entry -> entry.releaseInterval().isPresent())
                .map(Allocator::id)
                .findFirst()
                .filter(id -> rows.stream().noneMatch(other -> other.id().equals(id)))
                .map(id -> " -p allocator=" + id + " measures one that does so every so often.")
                .orElse("");
    }

    /** Where the allocator's own books tell another story than the kernel. */
    private String books(VerdictRow row) {
        double gap = row.known(Metric.HEAP_GAP).orElse(0);
        if (!(Math.abs(gap) > DISAGREE * row.rise())) {
            return "";
        }
        return format(
                " Do not judge it by its own books (%s): they show %.0f MiB above base, RSS shows %.0f.",
                family(row).books(), row.retained() - gap, row.retained());
    }

    private static Family family(VerdictRow row) {
        return Family.of(row.allocator().family()).orElse(Family.UNKNOWN);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
