// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Metric;
import ebb.results.Rung;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void whatWasTriedIsSaidOnce() {
        List<String> text = Reasons.paragraphs(List.of(
                row("glibc", "glibc", Map.of(Rung.REST, 300.0)), row("scudo", "scudo", Map.of(Rung.REST, 300.0))));

        assertThat(text).hasSize(3);
        assertThat(text.get(0)).startsWith("Why it is still there. ");
    }

    @Test
    void withoutALadderNothingIsSaid() {
        assertThat(Reasons.paragraphs(List.of(row("glibc", "glibc", Map.of())))).isEmpty();
    }

    @Test
    void whatIsReturnedOnRequestCanBeRequested() {
        assertThat(of(row(
                        "glibc",
                        "glibc",
                        Map.of(
                                Rung.IDLE,
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
                        "- glibc held 381 MiB: 372 came back on one call of malloc_trim(0) from a thread that had allocated nothing. A thread of your"
                                + " own can call it after each burst. -p allocator=glibc-trim1s measures one that does so every so often.");
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
                        "- mimalloc2 held 441 MiB: 141 came back when each thread allocated and freed for a while, 285"
                                + " only when each of its threads called mi_collect(true) itself; 15 never came back."
                                + " No other thread can do it for them: let each worker make that call when it runs out of work.");
    }

    @Test
    void theCallIsNamedOnce() {
        assertThat(of(row("tcmalloc", "tcmalloc", Map.of(Rung.OUTSIDE, 168.0, Rung.OWNERS, 93.0, Rung.REST, 113.0))))
                .isEqualTo(
                        "- tcmalloc held 374 MiB: 168 came back on one call of MallocExtension_ReleaseFreeMemory() from a"
                                + " thread that had allocated nothing, 93 only when each of its threads called it itself; 113"
                                + " never came back. A thread of your own can call it after each burst. -p"
                                + " allocator=tcmalloc-release1s measures one that does so every so often.");
    }

    @Test
    void whatSleepingThreadsHoldNeedsWork() {
        assertThat(of(row("a", "unknown", Map.of(Rung.NUDGE, 100.0))))
                .endsWith(
                        "100 came back when each thread made one small request. Threads that sleep do not do that: wake"
                                + " each of them for a request from time to time.");
        assertThat(of(row("a", "unknown", Map.of(Rung.CHURN, 100.0))))
                .endsWith("Threads that sleep do not do that, and one request on each is not enough: spread some work"
                        + " over all of them between bursts.");
    }

    @Test
    void whatFallsByItselfNeedsTime() {
        assertThat(of(row("a", "unknown", Map.of(Rung.IDLE, 100.0))))
                .isEqualTo(
                        "- a held 100 MiB: 100 came back by itself meanwhile. It was still falling; a scenario with a"
                                + " longer idle period shows how far.");
    }

    @Test
    void whatEndsWithTheThreadsIsBoundToThem() {
        assertThat(of(row("a", "unknown", Map.of(Rung.EXIT, 90.0, Rung.REST, 10.0))))
                .isEqualTo(
                        "- a held 100 MiB: 90 came back only when its threads ended; 10 never came back. Fewer threads"
                                + " hold less; threads that end after a burst hold nothing.");
    }

    @Test
    void whatNothingBringsBackIsSaidSo() {
        assertThat(of(row("a", "unknown", Map.of(Rung.OUTSIDE, 0.2, Rung.REST, 300.0))))
                .isEqualTo(
                        "- a held 300 MiB, and nothing that was tried brought it back. No call helps: it takes another"
                                + " allocator, or other settings.");
    }

    @Test
    void whatTheProbesTookIsNotHidden() {
        assertThat(of(row("a", "unknown", Map.of(Rung.CHURN, -50.0, Rung.OUTSIDE, 350.0))))
                .startsWith(
                        "- a held 300 MiB: 50 more were taken when each thread allocated and freed for a while, 350"
                                + " came back on one call of the allocator's own release from a thread that had allocated nothing.");
    }

    @Test
    void manySmallPartsAreNotLost() {
        assertThat(of(row(
                        "a",
                        "unknown",
                        Map.of(Rung.NUDGE, 8.0, Rung.CHURN, 8.0, Rung.OWNERS, 8.0, Rung.OUTSIDE, 266.0))))
                .startsWith(
                        "- a held 290 MiB: 266 came back on one call of the allocator's own release from a thread that had allocated nothing, 24 in"
                                + " small parts.");
    }

    @Test
    void littleIsNotWorthAWord() {
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, 15.9)))).isEqualTo("- a held 15.9 MiB: nothing to gain.");
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, -0.9)))).isEqualTo("- a held 0.0 MiB: nothing to gain.");
        assertThat(of(row("a", "unknown", Map.of(Rung.REST, 16.1)))).startsWith("- a held 16 MiB, and nothing");
    }

    @Test
    void aSettingThatDidBetterInThisRunIsTheAnswer() {
        VerdictRow plain = row("jemalloc", "jemalloc", Map.of(Rung.OUTSIDE, 390.0, Rung.REST, 9.0));
        VerdictRow background = Rows.with(
                row("jemalloc-background", "jemalloc", Map.of(Rung.REST, 39.0)),
                "MALLOC_CONF",
                "background_thread:true");

        assertThat(Reasons.paragraphs(List.of(background, plain)).get(2))
                .isEqualTo(
                        "- jemalloc held 399 MiB: 390 came back on one call of mallctl(\"arena.4096.purge\") from a thread that had allocated nothing."
                                + " With MALLOC_CONF=background_thread:true it held 39 MiB (jemalloc-background).");
    }

    @Test
    void aThreadThatReleasesIsTheAnswerWithItsCost() {
        VerdictRow plain = row("glibc", "glibc", Map.of(Rung.OUTSIDE, 370.0, Rung.REST, 10.0));
        VerdictRow trim = Rows.with(
                Rows.with(
                        Rows.with(row("glibc-trim1s", "glibc", Map.of(Rung.REST, 9.4)), "release-interval", "1"),
                        Metric.RELEASE_CPU,
                        0.314),
                Metric.RELEASE_MAX,
                45.2);

        assertThat(Reasons.paragraphs(List.of(trim, plain)).get(2))
                .isEqualTo(
                        "- glibc held 380 MiB: 370 came back on one call of malloc_trim(0) from a thread that had allocated nothing. With a thread that"
                                + " calls malloc_trim(0) every 1 s it held 9 MiB (glibc-trim1s); that thread used 0.31 s of CPU in"
                                + " 15 s of idle, and its longest call took 45 ms.");
    }

    @Test
    void whatABetterSettingCostsTheBurstIsSaid() {
        VerdictRow plain = row("glibc", "glibc", Map.of(Rung.REST, 100.0));
        VerdictRow better = Rows.with(row("glibc-x", "glibc", Map.of(Rung.REST, 10.0)), "X", "1");

        assertThat(Reasons.paragraphs(List.of(Rows.with(better, Metric.CPU_USER, 6.0), plain))
                        .get(2))
                .endsWith(" With X=1 it held 10 MiB (glibc-x); the burst used 6.0 s of CPU, not 5.0.");
        assertThat(Reasons.paragraphs(List.of(Rows.with(better, Metric.CPU_USER, 5.2), plain))
                        .get(2))
                .endsWith(" With X=1 it held 10 MiB (glibc-x).");
    }

    @Test
    void anotherVersionIsNoSetting() {
        VerdictRow plain = row("mimalloc3", "mimalloc", Map.of(Rung.REST, 100.0));
        VerdictRow other = Rows.of(Rows.allocator("mimalloc2", "mimalloc", "2"), Map.of(Rung.REST, 10.0));

        assertThat(Reasons.paragraphs(List.of(other, plain)).get(2))
                .endsWith("No call helps: it takes another allocator, or other settings.");
    }

    @Test
    void anotherFamilyOrAnEntryThatDidLittleBetterIsNoAnswer() {
        VerdictRow row = row("glibc", "glibc", Map.of(Rung.REST, 100.0));

        assertThat(Reasons.paragraphs(List.of(row("scudo", "scudo", Map.of(Rung.REST, 1.0)), row))
                        .get(2))
                .endsWith("No call helps: it takes another allocator, or other settings.");
        assertThat(Reasons.paragraphs(List.of(row("glibc-notcache", "glibc", Map.of(Rung.REST, 51.0)), row))
                        .get(2))
                .endsWith("No call helps: it takes another allocator, or other settings.");
        assertThat(Reasons.paragraphs(List.of(row("glibc-notcache", "glibc", Map.of(Rung.REST, 50.0)), row))
                        .get(2))
                .endsWith("it held 50 MiB (glibc-notcache).");
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
        return Reasons.paragraphs(List.of(row)).get(1);
    }

    private static VerdictRow row(String allocator, String family, Map<Rung, Double> given) {
        return Rows.of(Rows.allocator(allocator, family, "1"), given);
    }

    private static VerdictRow gap(String family, double gap) {
        return Rows.with(row("a", family, Map.of(Rung.REST, 300.0)), Metric.HEAP_GAP, gap);
    }
}
