// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.verdict.Rows.allocator;
import static ebb.verdict.Rows.ofService;
import static ebb.verdict.Rows.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a program that is not ours: nothing of what it still holds. */
class ServiceVerdictTest {
    private static final VerdictRow GLIBC = ofService(
            allocator("glibc", "glibc", "2.36"),
            Map.of(Rung.WAIT, 0.0, Rung.OUTSIDE, 300.0, Rung.REPEAT, 40.0, Rung.REST, 60.0));

    private static String text(VerdictRow... rows) {
        return String.join("\n", verdict(List.of(rows)).paragraphs());
    }

    @Test
    void theTableHasNoColumnOfWhatIsLive() {
        assertThat(verdict(List.of(GLIBC)).table(false, false))
                .containsExactly(
                        "allocator version burst   CPU  peak retained        t50   t90 excess  above base",
                        "                      s     s   MiB      MiB    %     s     s  MiB s",
                        "glibc     2.36      5.0   5.0   505    400.0   90   1.0   >15    100  ");
    }

    @Test
    void whatTheForksHaveFoundOfItsProcessesIsSaidOnceForAllOfWhichItIsTrue() {
        String operators =
                "/opt/shop has C++'s operator new of its own: that it calls malloc, which is proven, is not.";
        String forked = "shop has children of a fork, in which jemalloc has no background thread.";
        VerdictRow glibc = ofService(allocator("glibc", "glibc", "2.36").noting(List.of(operators)), Map.of());
        VerdictRow jemalloc =
                ofService(allocator("jemalloc", "jemalloc", "5.3.0").noting(List.of(operators, forked)), Map.of());

        assertThat(verdict(List.of(glibc, jemalloc)).findings())
                .containsSubsequence("Under glibc, jemalloc: " + operators, "Under jemalloc: " + forked);
        assertThat(text(GLIBC)).doesNotContain("Under glibc: ");
    }

    /** Four processes of an nginx, each with the allocator's own. */
    @Test
    void basesThatDifferAreToldAsARange() {
        VerdictRow scudo = ofService(allocator("scudo", "scudo", "14"), Map.of());

        assertThat(text(GLIBC, Rows.with(scudo, Metric.RSS_BASE, 194)))
                .contains("RSS, of which about 190 MiB, the base, were");
        assertThat(text(GLIBC, Rows.with(scudo, Metric.RSS_BASE, 195)))
                .contains("RSS, of which 185 to 195 MiB, the base, were");
    }

    /** An nginx: each keeps all of what the burst has added. */
    @Test
    void theSameShareOfMoreIsMore() {
        VerdictRow least = Rows.with(
                Rows.with(Rows.with(GLIBC, Metric.RETAINED, 3), Metric.RETAINED_RATIO, 100), Metric.RSS_PEAK, 188);
        VerdictRow most = Rows.with(
                Rows.with(
                        Rows.with(ofService(allocator("scudo", "scudo", "14"), Map.of()), Metric.RETAINED, 8),
                        Metric.RETAINED_RATIO,
                        100),
                Metric.RSS_PEAK,
                193);

        assertThat(text(least, most))
                .contains(
                        "15 s after the burst glibc kept least, 3.0 MiB, 100 % of what the burst had added; scudo kept"
                                + " most, 8.0 MiB, 100 % of what the burst had added.");
        assertThat(text(least, Rows.with(most, Metric.RETAINED, 4))).contains("all of them kept about as much: ");
    }

    /** The reference may have failed: the program has an allocator of its own. */
    @Test
    void aFirmAnswerIsOnlyAskedOfWhatWasMeasured() {
        VerdictRow scudo = ofService(allocator("scudo", "scudo", "14"), Map.of());
        VerdictRow mimalloc = ofService(allocator("mimalloc3", "mimalloc", "3.6.0"), Map.of());

        assertThat(text(scudo, mimalloc)).contains("the same command with -p allocator=mimalloc3,scudo -f 5");
        assertThat(text(scudo, GLIBC)).contains("the same command with -p allocator=glibc,scudo -f 5");
    }

    @Test
    void nothingIsSaidOfBlocksThatNobodyCounted() {
        assertThat(text(GLIBC))
                .contains("the service's RSS, of which about 185 MiB, the base, were there before the burst. retained:")
                .contains(
                        "What the service itself still holds is not known from outside: what is resident is kept by the"
                                + " allocator or by the program.")
                .contains("For a firm answer: the same command with -p allocator=glibc -f 5")
                .doesNotContain("freed every block")
                .doesNotContain("JVM")
                .doesNotContain("live:");
    }

    @Test
    void whatNoCallFromOutsideBroughtBackMayBeTheProgramsOwn() {
        assertThat(text(GLIBC))
                .contains(
                        "wait until nothing moves by itself; the allocator's release call, on a thread of Ebb's own; the"
                                + " burst once more, and a rest. The release call is made again after each step that follows it.")
                .contains(
                        "- glibc held 400 MiB: 300 came back on one call of malloc_trim(0) from a thread that held none of"
                                + " it, 40 after the burst was run once more; nothing that Ebb tried brought back 60 (not from"
                                + " outside: what the service's own threads keep to themselves, and what the program still holds).");
    }

    @Test
    void pagesThatItsProcessesShareAreCountedOnceToo() {
        VerdictRow one = Rows.with(Rows.with(GLIBC, Metric.RSS_IDLE, 585), Metric.PSS, Double.NaN);

        assertThat(text(one)).doesNotContain("PSS");
        assertThat(text(Rows.with(one, Metric.PSS, 300.2)))
                .contains(
                        "The service's processes share pages, which count in the RSS of each. Counted once (PSS), what was"
                                + " there after idle is: glibc 300.2 and not 585.0 MiB.");
    }

    /** wrk goes on for some seconds: who answered fewer requests used less CPU. */
    @Test
    void cpuOfBurstsThatMayNotBeTheSameWorkIsNotCompared() {
        VerdictRow trimmed = ofService(
                allocator("glibc-trim1s", "glibc", "2.36", Map.of("release-interval", "1")),
                Map.of(Rung.OUTSIDE, 1.0, Rung.REST, 0.0));
        VerdictRow cheaper = Rows.with(
                Rows.with(Rows.with(trimmed, Metric.CPU_USER, 1), Metric.RETAINED, 1), Metric.RETAINED_RATIO, 1);

        assertThat(text(cheaper, GLIBC)).contains("glibc-trim1s kept least").doesNotContain(" s of CPU");
    }

    @Test
    void whatTheBurstPrintsIsSaidWithItsUnit() {
        Metric p99 = new UsedService.Printed("p99", "(.)", "ms", "less").metric();
        Metric requests = new UsedService.Printed("requests", "(.)", "", "more").metric();
        VerdictRow scudo = ofService(allocator("scudo", "scudo", "14"), Map.of());

        assertThat(text(
                        Rows.with(Rows.with(GLIBC, p99, 12.5), requests, 1_234_567),
                        Rows.with(Rows.with(scudo, p99, 0.25), requests, 98.76543219)))
                .contains(
                        "Printed by the burst: p99 glibc 12.5, scudo 0.25 ms; requests glibc 1234567, scudo 98.7654.");
        assertThat(text(GLIBC)).doesNotContain("Printed");
    }

    @Test
    void booksThatDisagreeByLittleAreNoWord() {
        assertThat(text(Rows.with(Rows.with(GLIBC, Metric.RSS_PEAK, 187), Metric.HEAP_GAP, 1.5)))
                .doesNotContain("books");
    }

    @Test
    void aBurstThatRaisedNothingHasNoTimes() {
        VerdictRow flat = Rows.with(
                Rows.with(Rows.with(GLIBC, Metric.RETAINED_RATIO, Double.NaN), Metric.T50, Double.NaN),
                Metric.T90,
                Double.NaN);

        assertThat(verdict(List.of(flat)).table(false, false).get(2))
                .isEqualTo("glibc     2.36      5.0   5.0   505    400.0    -     -     -    100  ");
    }

    @Test
    void aBurstThatWasRepeatedAndLeftMoreTakesNothingFromWhatWasHeld() {
        VerdictRow more = ofService(
                allocator("glibc", "glibc", "2.36"),
                Map.of(Rung.WAIT, 0.0, Rung.OUTSIDE, 300.0, Rung.REPEAT, -40.0, Rung.REST, 140.0));

        assertThat(text(more))
                .contains(
                        "- glibc held 400 MiB: 300 came back on one call of malloc_trim(0) from a thread that held none of"
                                + " it; nothing that Ebb tried brought back 100 (not from outside")
                .contains("the burst once more, and a rest");
    }

    @Test
    void aProgramMayGetMemoryWithoutItsAllocator() {
        assertThat(text(Rows.with(GLIBC, Metric.HEAP_GAP, 399)))
                .contains(
                        " By the allocator's own books (mallinfo2) it has 1 MiB more than at base, by RSS 400: the program"
                                + " also gets memory without it, or these books are not whole.")
                .doesNotContain("Do not judge it");
    }
}
