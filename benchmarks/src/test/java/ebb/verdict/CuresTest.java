// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedAllocator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CuresTest {
    @Test
    void aSettingThatDidBetterInThisRunIsTheAnswer() {
        VerdictRow plain = row("jemalloc", "jemalloc", Map.of(Rung.OUTSIDE, 390.0, Rung.REST, 9.0));
        VerdictRow background = Rows.with(
                row("jemalloc-background", "jemalloc", Map.of(Rung.REST, 39.0)),
                "MALLOC_CONF",
                "background_thread:true");

        assertThat(reasons(List.of(background, plain)).get(2))
                .isEqualTo(
                        "- jemalloc held 399 MiB: 390 came back on one call of mallctl(\"arena.4096.purge\") from a thread that held none of it."
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

        assertThat(reasons(List.of(trim, plain)).get(2))
                .isEqualTo(
                        "- glibc held 380 MiB: 370 came back on one call of malloc_trim(0) from a thread that held none of it. With a thread that"
                                + " calls malloc_trim(0) every 1 s it held 9 MiB (glibc-trim1s); that thread used 0.31 s of CPU in"
                                + " 15 s of idle, and its longest call took 45 ms.");
    }

    @Test
    void whatABetterSettingCostsTheBurstIsSaid() {
        VerdictRow plain = row("glibc", "glibc", Map.of(Rung.REST, 100.0));
        VerdictRow better = Rows.with(row("glibc-x", "glibc", Map.of(Rung.REST, 10.0)), "X", "1");

        assertThat(reasons(List.of(Rows.with(better, Metric.CPU_USER, 6.0), plain))
                        .get(2))
                .endsWith(" With X=1 it held 10 MiB (glibc-x); the burst used 6.00 s of CPU, not 5.00.");
        assertThat(reasons(List.of(Rows.with(better, Metric.CPU_USER, 5.2), plain))
                        .get(2))
                .endsWith(" With X=1 it held 10 MiB (glibc-x).");
    }

    @Test
    void anotherVersionIsNoSetting() {
        VerdictRow plain = row("mimalloc3", "mimalloc", Map.of(Rung.REST, 100.0));
        VerdictRow other = Rows.with(
                Rows.of(Rows.allocator("mimalloc2-purge", "mimalloc", "2"), Map.of(Rung.REST, 10.0)), "X", "1");

        assertThat(reasons(List.of(other, plain)).get(2))
                .endsWith(
                        "Another allocator, or other settings, may keep less. Not measured here: java -jar benchmarks.jar"
                                + " cures -p allocator=mimalloc3 does it.");
    }

    @Test
    void anotherFamilyOrAnEntryThatDidLittleBetterIsNoAnswer() {
        VerdictRow row = row("glibc", "glibc", Map.of(Rung.OUTSIDE, 0.0, Rung.REST, 100.0));

        assertThat(reasons(List.of(row("scudo", "scudo", Map.of(Rung.REST, 1.0)), row))
                        .get(2))
                .endsWith(
                        "Another allocator, or other settings, may keep less. Not measured here: java -jar benchmarks.jar"
                                + " cures -p allocator=glibc does it.");
        assertThat(reasons(List.of(Rows.with(row("glibc-notcache", "glibc", Map.of(Rung.REST, 51.0)), "X", "1"), row))
                        .get(2))
                .endsWith(
                        "Another allocator, or other settings, may keep less. Not measured here: java -jar benchmarks.jar"
                                + " cures -p allocator=glibc does it.");
        assertThat(reasons(List.of(Rows.with(row("glibc-notcache", "glibc", Map.of(Rung.REST, 50.0)), "X", "1"), row))
                        .get(2))
                .endsWith("it held 50 MiB (glibc-notcache).");
    }

    /** Of what was measured with other settings too, nobody knows what made the difference. */
    @Test
    void aReleaseMeasuredWithOtherSettingsIsNoAnswer() {
        VerdictRow trim = Rows.with(row("glibc-trim1s", "glibc", Map.of(Rung.REST, 7.0)), "release-interval", "1");
        VerdictRow notcache = Rows.with(
                row("glibc-notcache", "glibc", Map.of(Rung.OUTSIDE, 64.0, Rung.REST, 51.0)),
                "GLIBC_TUNABLES",
                "glibc.malloc.tcache_count=0");
        VerdictRow plain = row("glibc", "glibc", Map.of(Rung.OUTSIDE, 370.0, Rung.REST, 10.0));

        List<String> text = reasons(List.of(trim, notcache, plain));

        assertThat(text.get(2)).contains("glibc-notcache held 115 MiB").doesNotContain("it held 7 MiB");
        assertThat(text.get(3))
                .endsWith("With a thread that calls malloc_trim(0) every 1 s it held 7 MiB (glibc-trim1s).");
    }

    @Test
    void allThatASettingAddsIsNamed() {
        VerdictRow plain = Rows.with(row("glibc-x", "glibc", Map.of(Rung.REST, 100.0)), "X", "1");
        VerdictRow more = Rows.with(
                Rows.with(Rows.with(row("glibc-y", "glibc", Map.of(Rung.REST, 10.0)), "X", "2"), "Y", "3"),
                "release-interval",
                "0.5");

        assertThat(reasons(List.of(more, plain)).get(2))
                .endsWith(
                        " With X=2 and Y=3 and a thread that calls malloc_trim(0) every 0.5 s it held 10 MiB (glibc-y).");
    }

    @Test
    void librariesOfWhichNothingIsKnownAreNeverOne() {
        VerdictRow x = row(Rows.allocator("/a/libx.so", "unknown", "-", Map.of()), 100);
        VerdictRow y = row(Rows.allocator("/b/liby.so", "unknown", "-", Map.of("Y", "1")), 7);
        VerdictRow hashed = row(Rows.allocator("/a/libx.so", "unknown", "-", Map.of(), "12"), 100);
        VerdictRow other = row(Rows.allocator("/b/liby.so", "unknown", "-", Map.of("Y", "1"), "34"), 7);

        assertThat(reasons(List.of(y, x)).get(2)).doesNotContain("With ");
        assertThat(reasons(List.of(other, hashed)).get(2)).doesNotContain("With ");
    }

    @Test
    void oneFileUnderTwoNamesIsOneLibrary() {
        VerdictRow plain = row(Rows.allocator("mine", "unknown", "-", Map.of(), "12"), 100);
        VerdictRow set = row(Rows.allocator("mine-y", "unknown", "-", Map.of("Y", "1"), "12"), 7);
        VerdictRow same = row(Rows.allocator("/a/mine.so", "unknown", "-", Map.of(), "12"), 7);

        assertThat(reasons(List.of(set, plain)).get(2)).endsWith(" With Y=1 it held 7 MiB (mine-y).");
        // No setting makes the difference, and none is named.
        assertThat(reasons(List.of(same, plain)).get(2)).doesNotContain("With ");
    }

    @Test
    void anotherFileIsAnotherLibrary() {
        VerdictRow plain = row(Rows.allocator("mine", "jemalloc", "5.3.0", Map.of(), "12"), 100);
        VerdictRow set = row(Rows.allocator("mine-y", "jemalloc", "5.3.0", Map.of("Y", "1"), "34"), 7);

        assertThat(reasons(List.of(set, plain)).get(2)).doesNotContain("With ");
    }

    @Test
    void anAdviceThatNobodyMeasuredSaysSoAndNamesWhatWould() {
        Map<Rung, Double> outside = Map.of(Rung.OUTSIDE, 300.0, Rung.REST, 10.0);
        Map<Rung, Double> owners = Map.of(Rung.OUTSIDE, 10.0, Rung.OWNERS, 300.0);
        String measures = " Not measured here: java -jar benchmarks.jar cures -p allocator=mimalloc3 does it.";

        assertThat(of(row("mimalloc3", "mimalloc", outside))).endsWith("something itself." + measures);
        assertThat(of(row("mimalloc3", "mimalloc", owners))).endsWith("when it runs out of work." + measures);
        // No cure of these is known.
        assertThat(of(row("mine", "mimalloc", outside))).endsWith("something itself.");
        assertThat(of(row("glibc-notcache", "glibc", outside))).endsWith("something itself.");
    }

    @Test
    void anAdviceThatWasMeasuredGivesWayToItsFigures() {
        VerdictRow plain = row("mimalloc3", "mimalloc", Map.of(Rung.OUTSIDE, 10.0, Rung.OWNERS, 300.0));
        VerdictRow park = Rows.with(
                Rows.with(
                        Rows.with(
                                row("mimalloc3-park", "mimalloc", Map.of(Rung.OWNERS, 280.0)),
                                "release-on-park",
                                "owner"),
                        Metric.RELEASE_CPU,
                        0.1),
                Metric.RELEASE_MAX,
                12.3);

        assertThat(reasons(List.of(Rows.with(park, Metric.CPU_USER, 6.0), plain))
                        .get(2))
                .endsWith(" itself. With mi_collect(true) called by each worker that goes to sleep it held 280 MiB"
                        + " (mimalloc3-park); the longest call took 12 ms; the burst used 6.00 s of CPU, not 5.00.");
        // What was tried of another kind says nothing about that advice.
        VerdictRow interval =
                Rows.with(row("mimalloc3-collect1s", "mimalloc", Map.of(Rung.OWNERS, 280.0)), "release-interval", "1");
        assertThat(reasons(List.of(interval, plain)).get(2)).contains("runs out of work. Not measured here: ");
    }

    @Test
    void aCallByTheLoadThatHelpsIsTheAnswer() {
        VerdictRow plain = row("tcmalloc", "tcmalloc", Map.of(Rung.OUTSIDE, 200.0, Rung.OWNERS, 100.0));
        VerdictRow both = Rows.with(
                Rows.with(row("tcmalloc-parkafter", "tcmalloc", Map.of(Rung.REST, 20.0)), "release-on-park", "owner"),
                "release-after-burst",
                "true");

        assertThat(reasons(List.of(both, plain)).get(2))
                .endsWith(" With MallocExtension_MarkThreadIdle() called by each worker that goes to sleep and"
                        + " MallocExtension_ReleaseFreeMemory() called by a thread after each burst it held 20 MiB"
                        + " (tcmalloc-parkafter).");
    }

    @Test
    void whatABurstGivesBackAsItStartsIsNoCure() {
        VerdictRow row = Rows.with(row("mimalloc3", "mimalloc", Map.of(Rung.OWNERS, 300.0)), Metric.AGAIN_DIP, 265.0);

        assertThat(of(row))
                .endsWith(
                        " What it holds would come back on activity, but the next burst takes it again: RSS fell by 265"
                                + " MiB in the first second of a burst after idle, which then reached 505 MiB.");
        // A tenth of the 400 MiB that were retained.
        assertThat(of(Rows.with(row, Metric.AGAIN_DIP, 40.0))).contains("RSS fell by 40 MiB");
        assertThat(of(Rows.with(row, Metric.AGAIN_DIP, 39.9))).doesNotContain("RSS fell");
        assertThat(of(Rows.with(row, Metric.AGAIN_DIP, Double.NaN))).doesNotContain("RSS fell");
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

    /** What nothing brings back. */
    private static VerdictRow row(UsedAllocator allocator, double rest) {
        return Rows.of(allocator, Map.of(Rung.REST, rest));
    }
}
