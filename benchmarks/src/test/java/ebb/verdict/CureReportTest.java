// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class CureReportTest {
    /** The burst added 320 MiB: a difference of less than 16 may be chance. */
    private static final VerdictRow PLAIN = row("mimalloc3", 400, 5.0);

    private static final VerdictRow PARK = with(row("mimalloc3-park", 30, 5.5), "release-on-park", "owner", 12.3);
    private static final VerdictRow PURGE = Rows.with(row("mimalloc3-purge", 20, 6.0), "MIMALLOC_PURGE_DELAY", "0");
    private static final VerdictRow NO_EFFECT =
            with(row("mimalloc3-collect1s", 390, 4.9), "release-interval", "1", 2.0);

    private static VerdictRow row(String id, double retained, double cpu) {
        VerdictRow row = Rows.of(Rows.allocator(id, id.replaceFirst("[0-9]*(-.*)?$", ""), "9"));
        return Rows.with(Rows.with(row, Metric.RETAINED, retained), Metric.CPU_USER, cpu);
    }

    private static VerdictRow with(VerdictRow row, String name, String value, double longest) {
        return Rows.with(Rows.with(row, name, value), Metric.RELEASE_MAX, longest);
    }

    private static List<String> paragraphs(VerdictRow... rows) {
        return new CureReport(List.of(rows)).paragraphs();
    }

    /** The one item. */
    private static String item(VerdictRow... rows) {
        List<String> items =
                paragraphs(rows).stream().filter(text -> text.startsWith("- ")).toList();
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    @Test
    void rowsAreSortedByWhatTheyKeptAndTheFrontIsMarked() {
        VerdictRow measured = Rows.with(
                Rows.with(Rows.with(PARK, Metric.AGAIN_RATIO, 1.25), Metric.AGAIN_CPU, 1.5), Metric.AGAIN_DIP, 7.4);

        assertThat(new CureReport(List.of(PLAIN, measured, NO_EFFECT, PURGE)).table(false, false))
                .containsExactly(
                        "   allocator             kept   CPU  longest  burst after     its       RSS",
                        "                          MiB     s  call ms   idle, time     CPU  dips MiB",
                        "*  mimalloc3-purge       20.0  6.00        -            -       -         -",
                        "*  mimalloc3-park        30.0  5.50     12.3       x 1.25  x 1.50         7",
                        "*  mimalloc3-collect1s  390.0  4.90      2.0            -       -         -",
                        "   mimalloc3            400.0  5.00        -            -       -         -");
        assertThat(paragraphs(PLAIN, measured, NO_EFFECT, PURGE))
                .contains("* nothing here keeps less at as little CPU: mimalloc3-purge, mimalloc3-park,"
                        + " mimalloc3-collect1s.");
    }

    @Test
    void onlyABurstThatFollowedAnIdlePeriodIsSaidTo() {
        assertThat(paragraphs(PLAIN, PARK).get(0))
                .isEqualTo(
                        "kept: RSS above base 15 s after the last burst. CPU: of that burst. longest call: of the release calls"
                                + " that a cure makes. How a burst after an idle period does was not measured.");
        assertThat(paragraphs(Rows.with(PLAIN, Metric.AGAIN_RATIO, 1.25), PARK).get(0))
                .contains(" CPU: of that burst, which follows an idle period. ", " burst after idle: ")
                .doesNotContain("not measured");
    }

    @Test
    void rowsThatAreEqualAreBothOfTheFront() {
        assertThat(paragraphs(PLAIN, row("x", 30, 5.5), row("y", 30, 5.5), row("z", 30, 5.6), row("w", 31, 5.5)))
                .contains("* nothing here keeps less at as little CPU: x, y, mimalloc3.");
    }

    @Test
    void theCheapestThatReachesNineTenthsIsNamed() {
        assertThat(item(PLAIN, PARK, PURGE))
                .isEqualTo(
                        "- mimalloc3 kept 400 MiB; with mi_collect(true) called by each worker that goes to sleep it kept"
                                + " 30 (mimalloc3-park); the burst used 5.50 s of CPU, not 5.00 (+10 %), and the longest call took"
                                + " 12.3 ms.");
    }

    @Test
    void nineTenthsAreEnoughAndLessIsNot() {
        // The most is 380 MiB: nine tenths leave 58.
        VerdictRow just = with(row("mimalloc3-park", 58, 5.1), "release-on-park", "owner", 1);
        VerdictRow short_ = with(row("mimalloc3-park", 58.1, 5.1), "release-on-park", "owner", 1);

        assertThat(item(PLAIN, PURGE, just)).contains("(mimalloc3-park)");
        assertThat(item(PLAIN, PURGE, short_)).contains("(mimalloc3-purge)");
    }

    @Test
    void ofEquallyCheapOnesTheOneThatKeptLessIsNamed() {
        VerdictRow same = with(row("mimalloc3-b", 29, 5.5), "release-on-park", "owner", 1);

        assertThat(item(PLAIN, PARK, same)).contains("it kept 29 (mimalloc3-b)");
        assertThat(item(PLAIN, PARK, with(row("mimalloc3-a", 30, 5.5), "release-on-park", "owner", 1)))
                .contains("it kept 30 (mimalloc3-a)");
    }

    @Test
    void aCallWithoutEffectIsNotRecommended() {
        assertThat(item(PLAIN, NO_EFFECT))
                .isEqualTo("- mimalloc3 kept 400 MiB, and the one that was tried brought back under 16 MiB:"
                        + " mimalloc3-collect1s.");
        assertThat(item(PLAIN, NO_EFFECT, PARK))
                .contains("(mimalloc3-park)")
                .endsWith(" Less by under 16 MiB, or no less, was kept with mimalloc3-collect1s.");
    }

    /** What it gave back is said to be less than the bound also where both are rounded. */
    @Test
    void theBoundIsTheOneThatWasApplied() {
        VerdictRow large = Rows.with(PLAIN, Metric.RSS_PEAK, 185 + 328);
        VerdictRow more = with(row("mimalloc3-other", 410, 4.9), "release-interval", "2", 2.0);

        // 5 % of 328 are 16.4.
        VerdictRow just = with(row("mimalloc3-collect1s", 383.7, 4.9), "release-interval", "1", 2.0);
        assertThat(item(large, just, more))
                .isEqualTo("- mimalloc3 kept 400 MiB, and each of the 2 that were tried brought back under 17 MiB:"
                        + " mimalloc3-collect1s, mimalloc3-other.");
        assertThat(item(large, with(row("mimalloc3-collect1s", 383.5, 4.9), "release-interval", "1", 2.0)))
                .contains("it kept 384 (mimalloc3-collect1s)");
    }

    @Test
    void aCureThatCostsMoreThanItGivesIsShownAsSuch() {
        VerdictRow dear = with(row("mimalloc3-parklight", 200, 8.0), "release-on-park", "light", 1);

        assertThat(item(PLAIN, PARK, dear))
                .contains("(mimalloc3-park)")
                .endsWith(" More than it gives costs mimalloc3-parklight (50 % back for +60 % of CPU).");
        assertThat(item(PLAIN, dear))
                .isEqualTo(
                        "- mimalloc3 kept 400 MiB; with the lighter of its calls by each worker that goes to sleep it kept"
                                + " 200 (mimalloc3-parklight); the burst used 8.00 s of CPU, not 5.00 (+60 %), and the longest call"
                                + " took 1.0 ms: it costs more than it gives.");
        // Half of the CPU for half of what was kept is even.
        assertThat(item(PLAIN, with(row("mimalloc3-parklight", 200, 7.5), "release-on-park", "light", 1)))
                .doesNotContain("more than it gives");
    }

    @Test
    void whereLittleIsKeptNoneIsNeeded() {
        assertThat(item(row("mimalloc3", 15.9, 5), PARK)).isEqualTo("- mimalloc3 kept 16 MiB: none is needed.");
    }

    @Test
    void withoutCuresOrWithoutTheLibraryAsItIsNothingIsRecommended() {
        assertThat(item(PLAIN)).isEqualTo("- mimalloc3 kept 400 MiB, and no cure of it was measured.");
        assertThat(paragraphs(PARK, PURGE))
                .noneMatch(text -> text.startsWith("- "))
                .contains(
                        "Nothing is said of mimalloc3-purge, mimalloc3-park: the same library without settings was not"
                                + " measured in this run.");
        assertThat(paragraphs()).containsExactly("No burst was measured.");
    }

    @Test
    void eachLibraryIsJudgedByItself() {
        VerdictRow glibc = row("glibc", 300, 4);
        VerdictRow trim = with(row("glibc-trim1s", 10, 4), "release-interval", "1", 45.2);

        assertThat(paragraphs(PLAIN, PARK, glibc, trim).stream().filter(text -> text.startsWith("- ")))
                .containsExactly(
                        "- glibc kept 300 MiB; with a thread that calls malloc_trim(0) every 1 s it kept 10 (glibc-trim1s);"
                                + " the burst used 4.00 s of CPU, not 4.00 (+0 %), and the longest call took 45.2 ms.",
                        item(PLAIN, PARK));
    }

    @Test
    void whatComesBackOnActivityAloneIsSaid() {
        assertThat(item(Rows.with(PLAIN, Metric.AGAIN_DIP, 265.0), PARK))
                .endsWith(
                        " What it holds would come back on activity, but the next burst takes it again: RSS fell by 265"
                                + " MiB in the first second of a burst after idle, which then reached 505 MiB.");
    }
}
