// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final VerdictRow GLIBC = row("glibc", 5.0, 265.6, 94.9);
    private static final VerdictRow BEST = row("jemalloc-background", 5.4, 12.3, 3.9);
    private static final VerdictRow NEAR = row("tcmalloc-aggressive", 5.2, 20.0, 7.0);

    @Test
    void aNewcomerIsToldWhatTheFiguresMean() {
        assertThat(Rows.verdict(List.of(GLIBC, BEST)).paragraphs())
                .containsExactly(
                        "burst: its length. CPU: what it used. peak: the process's RSS, of which about 185 MiB, the base, were there before"
                                + " the burst, most of it the JVM's. live: the most that was allocated at one time."
                                + " retained: above base after 15 s of idle. t50, t90: until half, nine tenths were"
                                + " given back.",
                        "The program freed every block (0 MiB live), so what is still resident is kept by the allocator,"
                                + " not by the program.",
                        "15 s after the burst jemalloc-background kept least, 12.3 MiB, 4 % of what the burst had added;"
                                + " glibc kept most, 265.6 MiB, 95 % of what the burst had added. A burst under"
                                + " jemalloc-background used 5.40 s of CPU, under glibc 5.00 s (+8 %).",
                        "This was a quick look, one fork each: differences of a few per cent mean nothing. For a firm"
                                + " answer: java -jar benchmarks.jar Burst -p allocator=glibc,jemalloc-background -f 5",
                        "What each setting and release call gives back, and what it costs: java -jar benchmarks.jar cures -p"
                                + " allocator=glibc");
    }

    @Test
    void costIsOnlyClaimedWhereAQuickLookCanTell() {
        assertThat(ranking(List.of(GLIBC, row("scudo", 5.24, 1, 1))))
                .endsWith(" A burst under scudo used about as much CPU as under glibc: 5.24 s and 5.00 s.");
        assertThat(ranking(List.of(GLIBC, row("scudo", 4.0, 1, 1))))
                .endsWith("used 4.00 s of CPU, under glibc 5.00 s (-20 %).");
        assertThat(ranking(List.of(row("glibc", 1.86, 265.6, 94.9), row("scudo", 1.95, 1, 1))))
                .contains(": 1.95 s and 1.86 s.");
        assertThat(ranking(List.of(row("glibc", 0.05, 265.6, 94.9), row("scudo", 0.054, 1, 1))))
                .endsWith("used 0.054 s of CPU, under glibc 0.050 s (+8 %).");
    }

    @Test
    void nearlyAsGoodIsSaid() {
        assertThat(ranking(List.of(GLIBC, NEAR, BEST)))
                .contains(" About as little as jemalloc-background kept: tcmalloc-aggressive.");
    }

    @Test
    void glibcMayBeTheBest() {
        List<VerdictRow> rows = List.of(row("glibc", 5, 1, 0.4), row("scudo", 5, 200, 80));

        assertThat(ranking(rows))
                .isEqualTo("15 s after the burst glibc kept least, 1.0 MiB, 0 % of what the burst had added; scudo kept"
                        + " most, 200.0 MiB, 80 % of what the burst had added.");
        assertThat(Rows.verdict(rows).paragraphs().get(3)).endsWith("allocator=glibc,scudo -f 5");
    }

    @Test
    void withoutGlibcNothingIsComparedWithIt() {
        assertThat(ranking(List.of(NEAR, row("scudo", 5, 200, 80)))).doesNotContain("under");
    }

    @Test
    void noWinnerWhereAllAreTheSame() {
        assertThat(ranking(List.of(GLIBC, row("scudo", 5, 260, 93))))
                .isEqualTo(
                        "15 s after the burst all of them kept about as much: scudo 260.0 MiB, 93 % of what the burst"
                                + " had added, glibc 265.6 MiB, 95 % of what the burst had added.");
    }

    @Test
    void oneAllocatorIsNoRanking() {
        assertThat(ranking(List.of(GLIBC)))
                .isEqualTo("15 s after the burst glibc still kept 265.6 MiB, 95 % of what the burst had added.");
    }

    @Test
    void survivorsAndLazyPagesAreNamed() {
        VerdictRow row = Rows.with(
                Rows.with(
                        VerdictTableTest.row("scudo", "", 5, 400, 100, 40, 1, 15, 100, List.of()), Metric.LAZYFREE, 60),
                Metric.LIVE_IDLE,
                25.5);

        List<String> text = Rows.verdict(List.of(row)).paragraphs();

        assertThat(text.get(1)).startsWith("At the end 25.5 MiB are still allocated;");
        assertThat(text.get(3))
                .isEqualTo("Given back already but counted until memory is short (MADV_FREE): scudo 60.0 MiB.");
    }

    private static VerdictRow mimalloc(String id, String setting, double huge, double retained) {
        VerdictRow row = Rows.of(Rows.allocator(id, "mimalloc", "3.6.0"));
        VerdictRow measured = Rows.with(Rows.with(row, Metric.THP, huge), Metric.RETAINED, retained);
        return setting.isEmpty() ? measured : Rows.with(measured, setting, "0");
    }

    private static List<String> hugePages(VerdictRow... rows) {
        return Rows.verdict(List.of(rows)).findings().stream()
                .filter(text -> text.startsWith("Huge pages"))
                .toList();
    }

    @Test
    void hugePagesAreNamedWhereTheSameLibraryKeepsLessWithoutThem() {
        VerdictRow plain = mimalloc("mimalloc3", "", 300, 240);
        VerdictRow without = mimalloc("mimalloc3-nothp", "MIMALLOC_ALLOW_THP", 0, 40);

        assertThat(hugePages(plain, without))
                .containsExactly("Huge pages: mimalloc3 had 300 MiB in them at the end of idle and kept 240 MiB;"
                        + " mimalloc3-nothp, the same library, had 0 MiB in them and kept 40 MiB.");
    }

    @Test
    void hugePagesAreNotNamedWhereTheRunDoesNotShowThatTheyAreTheReason() {
        VerdictRow plain = mimalloc("mimalloc3", "", 300, 240);
        VerdictRow without = mimalloc("mimalloc3-nothp", "MIMALLOC_ALLOW_THP", 0, 40);

        assertThat(hugePages(plain)).isEmpty();
        // About as much kept without them, or more.
        assertThat(hugePages(plain, Rows.with(without, Metric.RETAINED, 193))).isEmpty();
        assertThat(hugePages(plain, Rows.with(without, Metric.RETAINED, 238))).isEmpty();
        assertThat(hugePages(plain, Rows.with(without, Metric.RETAINED, 300))).isEmpty();
        // Too few to be what was kept.
        assertThat(hugePages(Rows.with(plain, Metric.THP, 90), without)).isEmpty();
        // Another setting, another version, or nobody knows how many.
        assertThat(hugePages(plain, mimalloc("mimalloc3-purge", "MIMALLOC_PURGE_DELAY", 0, 40)))
                .isEmpty();
        assertThat(hugePages(plain, Rows.with(without, "MIMALLOC_PURGE_DELAY", "0")))
                .isEmpty();
        assertThat(hugePages(
                        plain, new VerdictRow(Rows.allocator("x", "mimalloc", "3.5.0"), without.figures(), List.of())))
                .isEmpty();
        assertThat(hugePages(Rows.with(plain, Metric.THP, Double.NaN), without)).isEmpty();
    }

    @Test
    void settingsThatNothingProvesAreMarked() {
        VerdictRow proven = row("glibc", 5, 265.6, 94.9);
        VerdictRow row = new VerdictRow(
                Rows.unproven("jemalloc-mine", "MALLOC_CONF lg_tcache_max", "MALLOC_CONF narenas"),
                proven.figures(),
                List.of());
        Verdict verdict = Rows.verdict(List.of(proven, row));

        assertThat(verdict.table(true, false).get(3)).startsWith("jemalloc-mine? ");
        assertThat(verdict.table(true, false).get(2)).startsWith("glibc  ");
        assertThat(verdict.paragraphs().get(1))
                .isEqualTo(
                        "?: nothing shows that the library heeds these settings: jemalloc-mine MALLOC_CONF lg_tcache_max,"
                                + " MALLOC_CONF narenas.");
        assertThat(Rows.verdict(List.of(proven)).paragraphs()).noneMatch(text -> text.startsWith("?"));
    }

    @Test
    void theErrorOfASampleIsSaidWhereItIsKnown() {
        VerdictRow row = Rows.with(row("glibc", 5, 265.6, 94.9), Metric.RSS_ERROR, 2.25);

        assertThat(Rows.verdict(List.of(row)).paragraphs().get(0))
                .endsWith(" were given back. A sample of RSS, and so the peak, may be off by 2.3 MiB.");
    }

    @Test
    void whatRoundsToNothingHasNoSign() {
        VerdictRow row = row("glibc", 5, -0.04, -0.4);

        assertThat(ranking(List.of(row)))
                .isEqualTo("15 s after the burst glibc still kept 0.0 MiB, 0 % of what the burst had added.");
        assertThat(Rows.verdict(List.of(row)).table(true, false).get(2)).doesNotContain("-0");
        assertThat(new CureReport(List.of(row)).table(true, false).get(2)).doesNotContain("-0");
    }

    private static String ranking(List<VerdictRow> rows) {
        return Rows.verdict(rows).paragraphs().get(2);
    }

    private static VerdictRow row(String allocator, double cpu, double retained, double percent) {
        return Rows.with(
                VerdictTableTest.row(allocator, "1", 5, 465, retained, percent, 1, 15, 100, List.of()),
                Metric.CPU_USER,
                cpu);
    }
}
