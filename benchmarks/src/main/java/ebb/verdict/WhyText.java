// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says of each allocator what holds its memory, and what the user can do about it. Every word depends on the figures and
 * on the family's own names alone.
 */
public final class WhyText {
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
    private final Map<String, FamilyWords> words;

    private WhyText(List<VerdictRow> rows, Map<String, FamilyWords> words) {
        this.rows = rows;
        this.words = words;
    }

    /**
     * A paragraph that says what was tried, then one for each allocator; none where no ladder was climbed.
     *
     * @param all in the order in which they are to come
     */
    public static List<String> paragraphs(List<VerdictRow> all) {
        List<VerdictRow> rows =
                all.stream().filter(row -> !row.why().given().isEmpty()).toList();
        if (rows.isEmpty()) {
            return List.of();
        }
        WhyText text = new WhyText(rows, FamilyWords.load());
        List<String> paragraphs = new ArrayList<>(List.of(HEAD));
        rows.forEach(row -> paragraphs.add(text.of(row)));
        return paragraphs;
    }

    private String of(VerdictRow row) {
        double held = row.why().held();
        if (held < LITTLE_MIB || held < LITTLE_SHARE * rise(row)) {
            return format("- %s held %.1f MiB: nothing to gain.", row.allocator(), Math.max(0, held)) + books(row);
        }
        return "- " + row.allocator() + " held " + parts(row) + " " + advice(row) + books(row);
    }

    private String parts(VerdictRow row) {
        VerdictWhy why = row.why();
        double held = why.held();
        double named = Math.max(NAMED_MIB, NAMED_SHARE * held);
        List<String> came = new ArrayList<>();
        String verb = "came back ";
        String call = words(row).release();
        double never = 0;
        double small = 0;
        for (Map.Entry<Step, Double> part : why.given().entrySet()) {
            double mib = part.getValue();
            if (Math.abs(mib) < named) {
                small += mib;
            } else if (part.getKey() == Step.REST) {
                never = mib;
            } else if (mib < 0) {
                came.add(format("%.0f more were taken %s", -mib, when(part.getKey(), call)));
                verb = "came back ";
            } else {
                came.add(format("%.0f %s%s", mib, verb, when(part.getKey(), call)));
                verb = "";
                // Named once is enough.
                call = part.getKey() == Step.OUTSIDE ? "it" : call;
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

    private static String when(Step step, String call) {
        return switch (step) {
            case WAIT -> "by itself meanwhile";
            case NUDGE -> "when each thread made one small request";
            case CHURN -> "when each thread allocated and freed for a while";
            case OUTSIDE -> "on one call of " + call + " from a thread that had allocated nothing";
            case OWNERS -> "only when each of its threads called " + call + " itself";
            case EXIT -> "only when its threads ended";
            case REST -> "never";
        };
    }

    /** What did better in this run; else what the largest part asks for. */
    private String advice(VerdictRow row) {
        Optional<VerdictRow> better = rows.stream()
                .filter(didBetterThan(row))
                .min(Comparator.comparingDouble(other -> other.why().held()));
        return better.isPresent() ? measured(row, better.get()) : byLargest(row);
    }

    /** Of the same library: only then it is the settings that made the difference. */
    private static Predicate<VerdictRow> didBetterThan(VerdictRow row) {
        double held = row.why().held();
        return other -> other.why().family().equals(row.why().family())
                && other.version().equals(row.version())
                && other.why().held() <= held / 2
                && held - other.why().held() >= BETTER_MIB;
    }

    private String measured(VerdictRow row, VerdictRow better) {
        VerdictWhy why = better.why();
        String with = why.interval().isPresent()
                ? format(
                        "a thread that calls %s every %s s",
                        words(row).release(), why.interval().get())
                : why.settings();
        String cost = why.releaseCpu().isPresent() && why.releaseMax().isPresent()
                ? format(
                        "; that thread used %.2f s of CPU in %.0f s of idle, and its longest call took %.0f ms",
                        why.releaseCpu().getAsDouble(),
                        better.idle(),
                        why.releaseMax().getAsDouble())
                : "";
        boolean dearer = Math.abs(better.cpu() - row.cpu()) >= OTHER_CPU * row.cpu();
        return format("With %s it held %.0f MiB (%s)%s", with, Math.max(0, why.held()), better.allocator(), cost)
                + (dearer ? format("; the burst used %.1f s of CPU, not %.1f", better.cpu(), row.cpu()) : "")
                + ".";
    }

    private String byLargest(VerdictRow row) {
        Step largest = row.why().given().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Step.REST);
        return switch (largest) {
            case WAIT -> "It was still falling; a scenario with a longer idle period shows how far.";
            case NUDGE -> "Threads that sleep do not do that: wake each of them for a request from time to time.";
            case CHURN ->
                "Threads that sleep do not do that, and one request on each is not enough: spread some work over all of"
                        + " them between bursts.";
            case OUTSIDE ->
                "A thread of your own can call it after each burst"
                        + row.why()
                                .measures()
                                .filter(id -> rows.stream()
                                        .noneMatch(other -> other.allocator().equals(id)))
                                .map(id -> ", or every so often: -p allocator=" + id + " measures that")
                                .orElse("")
                        + ".";
            case OWNERS ->
                "No other thread can do it for them: let each worker make that call when it runs out of work.";
            case EXIT -> "Fewer threads hold less; threads that end after a burst hold nothing.";
            case REST -> "No call helps: it takes another allocator, or other settings.";
        };
    }

    /** Where the allocator's own books tell another story than the kernel. */
    private String books(VerdictRow row) {
        double gap = row.why().gap().orElse(0);
        if (!(Math.abs(gap) > DISAGREE * rise(row))) {
            return "";
        }
        return format(
                " Do not judge it by its own books (%s): they show %.0f MiB above base, RSS shows %.0f.",
                words(row).books(), row.retained() - gap, row.retained());
    }

    private FamilyWords words(VerdictRow row) {
        return Objects.requireNonNull(words.get(row.why().family()), "every family of the catalog has its words");
    }

    private static double rise(VerdictRow row) {
        return row.peak() - row.base();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
