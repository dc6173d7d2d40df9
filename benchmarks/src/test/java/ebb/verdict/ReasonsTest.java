// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.Rung;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void ofALibraryWithoutAReleaseNoneWasTried() {
        assertThat(of(row("a", "unknown", Map.of(Rung.EXIT, 1.0, Rung.REST, 300.0))))
                .contains("No release call is known of it, and none was tried.");
    }

    /** Every process of a service may refuse. */
    @Test
    void aReleaseCallThatIsThereAndFailedIsNotCalledUnknown() {
        assertThat(of(row("a", "jemalloc", Map.of(Rung.WAIT, 1.0, Rung.REST, 300.0))))
                .contains("Its release call could not be made.")
                .doesNotContain("No release call is known");
    }

    @Test
    void noStepIsCreditedWithWhatMovedByItself() {
        VerdictRow row = row("a", "jemalloc", Map.of(Rung.OUTSIDE, 80.0, Rung.CHURN, 11.0, Rung.OWNERS, 10.0));

        assertThat(of(Rows.with(row, Metric.WHY_DRIFT, 12.0)))
                .startsWith(
                        "- a held 101 MiB: 80 came back on one call of mallctl(\"arena.4096.purge\") from a thread"
                                + " that held none of it, 21 in small parts. When Ebb stopped waiting, what was resident still moved by 12 MiB in the time of a step");
    }

    @Test
    void whatIsReturnedOnRequestCanBeRequested() {
        assertThat(of(row(
                        "glibc",
                        "glibc",
                        Map.of(
                                Rung.WAIT,
                                0.1,
                                Rung.NUDGE,
                                0.0,
                                Rung.OUTSIDE,
                                372.4,
                                Rung.OWNERS,
                                0.2,
                                Rung.REST,
                                8.0))))
                .isEqualTo(
                        "- glibc held 381 MiB: 372 came back on one call of malloc_trim(0) from a thread that held none of it. A thread of your"
                                + " own can call it after each burst, once it has allocated something itself. Not measured here: java -jar benchmarks.jar cures -p allocator=glibc does it.");
    }

    @Test
    void whatOnlyItsOwnersReleaseIsTheirs() {
        assertThat(of(row(
                        "mimalloc2",
                        "mimalloc",
                        Map.of(
                                Rung.CHURN,
                                141.0,
                                Rung.OUTSIDE,
                                0.0,
                                Rung.OWNERS,
                                285.0,
                                Rung.EXIT,
                                0.3,
                                Rung.REST,
                                15.0))))
                .isEqualTo(
                        "- mimalloc2 held 441 MiB: 141 came back after each thread allocated and freed for a while, 285"
                                + " when each of its threads called mi_collect(true) itself; nothing that Ebb tried brought"
                                + " back 15."
                                + " No call of another thread that Ebb tried had brought it back: let each worker make that call"
                                + " when it runs out of work."
                                + " Not measured here: java -jar benchmarks.jar cures -p allocator=mimalloc2 does it.");
    }

    @Test
    void eachCallIsNamedOnce() {
        assertThat(of(row("tcmalloc", "tcmalloc", Map.of(Rung.OUTSIDE, 168.0, Rung.OWNERS, 93.0, Rung.REST, 113.0))))
                .isEqualTo(
                        "- tcmalloc held 374 MiB: 168 came back on one call of MallocExtension_ReleaseFreeMemory() from a"
                                + " thread that held none of it, 93 when each of its threads called"
                                + " MallocExtension_MarkThreadIdle() itself; nothing that Ebb tried brought back 113. A thread"
                                + " of your own can call it after each burst, once it has allocated something itself. Not"
                                + " measured here: java -jar benchmarks.jar cures -p allocator=tcmalloc does it.");
        assertThat(of(row("mimalloc3", "mimalloc", Map.of(Rung.OUTSIDE, 168.0, Rung.OWNERS, 93.0))))
                .contains(
                        "168 came back on one call of mi_collect(true) from a thread that held none of it, 93 when each"
                                + " of its threads called it itself.");
        assertThat(of(Rows.of(
                        Rows.allocator("jemalloc", "jemalloc", "5.3.0-0-g54eaed1d8b"),
                        Map.of(Rung.OUTSIDE, 300.0, Rung.OWNERS, 21.0))))
                .contains("21 when each of its threads called mallctl(\"thread.idle\") itself.");
    }

    @Test
    void whatSleepingThreadsHoldNeedsWork() {
        assertThat(of(row("a", "unknown", Map.of(Rung.NUDGE, 100.0, Rung.OUTSIDE, 0.0))))
                .endsWith(
                        "100 came back after one small request on each thread. Threads that sleep do not do that: wake"
                                + " each of them for a request from time to time. Not measured here: java -jar benchmarks.jar"
                                + " Burst -p allocator=a -prof rss:why=activity does it.");
        assertThat(of(row("a", "unknown", Map.of(Rung.CHURN, 100.0))))
                .endsWith("Threads that sleep do not do that, and one request on each is not enough: spread some work"
                        + " over all of them between bursts. Not measured here: java -jar benchmarks.jar Burst -p"
                        + " allocator=a -prof rss:why=activity does it.");
    }

    @Test
    void whatFallsByItselfNeedsTime() {
        assertThat(of(row("a", "unknown", Map.of(Rung.WAIT, 100.0))))
                .isEqualTo(
                        "- a held 100 MiB: 100 came back by itself meanwhile. No release call is known of it, and none"
                                + " was tried. It fell on after the idle period had ended; a longer one shows how far.");
    }

    @Test
    void whatEndsWithTheThreadsIsBoundToThem() {
        assertThat(of(row("a", "unknown", Map.of(Rung.EXIT, 90.0, Rung.REST, 10.0))))
                .isEqualTo("- a held 100 MiB: 90 came back when its threads ended; nothing that Ebb tried brought back"
                        + " 10. No release call is known of it, and none was tried. Fewer threads,"
                        + " or threads that end after a burst, may hold less. Not measured"
                        + " here: java -jar benchmarks.jar Burst -p allocator=a -p scenario=exited does it.");
    }

    @Test
    void whatNothingBringsBackIsSaidSo() {
        assertThat(of(row("a", "unknown", Map.of(Rung.OUTSIDE, 0.2, Rung.REST, 300.0))))
                .isEqualTo("- a held 300 MiB, and nothing that Ebb tried brought it back. Another allocator, or other"
                        + " settings, may keep less.");
        assertThat(of(row("a", "unknown", Map.of(Rung.EXIT, 0.2, Rung.REST, 300.0))))
                .isEqualTo(
                        "- a held 300 MiB, and nothing that Ebb tried brought it back. No release call is known of it, and none"
                                + " was tried. Another allocator, or other settings, may keep less.");
    }

    @Test
    void whatTheProbesTookIsNotHidden() {
        assertThat(of(row("a", "unknown", Map.of(Rung.CHURN, -50.0, Rung.OUTSIDE, 350.0))))
                .startsWith(
                        "- a held 300 MiB: 350 came back on one call of the allocator's own release from a thread that"
                                + " held none of it, 50 more were taken after each thread allocated and freed for a while.");
    }

    @Test
    void moreThanWasHeldIsNothingThatNeverCameBack() {
        assertThat(of(row("glibc", "glibc", Map.of(Rung.OUTSIDE, 208.0, Rung.REST, -8.0))))
                .startsWith(
                        "- glibc held 200 MiB: 208 came back on one call of malloc_trim(0) from a thread that held none of"
                                + " it; 8 of what was there before the burst came back too. A thread of your own");
    }

    /** Six steps of an allocator that gives back by itself: none of them did anything. */
    @Test
    void noStepIsCreditedWithWhatTimeBrings() {
        VerdictRow row = Rows.with(
                row(
                        "jemalloc-background",
                        "jemalloc",
                        Map.of(
                                Rung.NUDGE,
                                37.0,
                                Rung.CHURN,
                                23.0,
                                Rung.OUTSIDE,
                                35.0,
                                Rung.OWNERS,
                                26.0,
                                Rung.EXIT,
                                12.0)),
                Metric.WHY_DRIFT,
                38.0);

        assertThat(of(row))
                .isEqualTo(
                        "- jemalloc-background held 133 MiB: 133 came back in small parts. When Ebb stopped waiting, what was"
                                + " resident still moved by 38 MiB in the time of a step, so that no step that gave less is named. It"
                                + " had not come to rest: a longer idle period shows what it comes to.");
        assertThat(of(Rows.with(row, Metric.WHY_DRIFT, 0))).doesNotContain("still moved");
    }

    @Test
    void whatIsLessThanTheDriftIsNoReason() {
        VerdictRow row =
                Rows.with(row("a", "glibc", Map.of(Rung.OUTSIDE, 10.0, Rung.REST, 10.0)), Metric.WHY_DRIFT, 40.0);

        assertThat(of(row))
                .startsWith("- a held 20 MiB. When Ebb stopped waiting")
                .endsWith("It had not come to rest: a longer idle period shows what it comes to.");
        // What moves by itself is not kept for good.
        assertThat(of(Rows.with(row("a", "glibc", Map.of(Rung.OUTSIDE, 5.0, Rung.REST, 60.0)), Metric.WHY_DRIFT, 40.0)))
                .contains("nothing that Ebb tried brought it back.")
                .endsWith("It had not come to rest: a longer idle period shows what it comes to.");
    }

    /** The drift has no sign: what rose while Ebb waited is not told to have fallen. */
    @Test
    void whatRoseIsNotSaidToFall() {
        VerdictRow row = Rows.with(
                row("a", "glibc", Map.of(Rung.WAIT, -6.0, Rung.OUTSIDE, 0.0, Rung.REST, 106.0)), Metric.WHY_DRIFT, 4.0);

        assertThat(of(row))
                .doesNotContain("fell", "falling")
                .endsWith("It had not come to rest: a longer idle period shows what it comes to.");
        // So little of what is held is no reason to wait.
        assertThat(of(Rows.with(row, Metric.WHY_DRIFT, 2.0)))
                .contains("still moved by 2 MiB")
                .contains(" Another allocator, or other settings, may keep less.");
    }

    @Test
    void manySmallPartsAreNotLost() {
        assertThat(of(row(
                        "a",
                        "unknown",
                        Map.of(Rung.NUDGE, 8.0, Rung.CHURN, 8.0, Rung.OWNERS, 8.0, Rung.OUTSIDE, 266.0))))
                .startsWith(
                        "- a held 290 MiB: 266 came back on one call of the allocator's own release from a thread that held none of it, 24 in"
                                + " small parts.");
    }

    @Test
    void littleIsNotWorthAWord() {
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, 15.9))))
                .isEqualTo("- a held 15.9 MiB, less than 5 % of what the burst added: nothing to gain.");
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, -0.9)))).isEqualTo("- a held 0.0 MiB: nothing to gain.");
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, 1.9)))).isEqualTo("- a held 1.9 MiB: nothing to gain.");
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, 16.1)))).startsWith("- a held 16 MiB, and nothing");
    }

    @Test
    void booksThatTellAnotherStoryAreNamed() {
        // 5 % of the 320 MiB that the burst added are 16.
        assertThat(of(gap("glibc", 16.1)))
                .endsWith(
                        " Do not judge it by its own books (mallinfo2): they show 384 MiB above base, RSS shows 400.");
        assertThat(of(gap("jemalloc", -17.0)))
                .endsWith(" Do not judge it by its own books (mallctl stats.*): they show 417 MiB above base, RSS shows"
                        + " 400.");
        assertThat(of(gap("glibc", 15.9))).doesNotContain("books");
        assertThat(of(gap("glibc", Double.NaN))).doesNotContain("books");
    }

    private static String of(VerdictRow row) {
        return reasons(List.of(row)).get(1);
    }

    /** In this order, whatever each retained. */
    private static List<String> reasons(List<VerdictRow> rows) {
        return Reasons.paragraphs(rows, Catalog.load(List.of()), Commands.QUICK);
    }

    private static VerdictRow row(String allocator, String family, Map<Rung, Double> given) {
        return Rows.of(Rows.allocator(allocator, family, "99"), given);
    }

    private static VerdictRow gap(String family, double gap) {
        return Rows.with(row("a", family, Map.of(Rung.REST, 300.0)), Metric.HEAP_GAP, gap);
    }
}
