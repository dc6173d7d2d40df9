// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.results.RunData;
import ebb.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says of a burst is what the verdict says. */
class ReportVerdictTest {
    private static final Catalog CATALOG = Catalog.load(List.of());

    @TempDir
    private Path temp;

    @Test
    void theWordsAreTheVerdictsOverAllForks() throws IOException {
        Path run = new RunFixture(temp, 15)
                .burst("glibc", "quick", 300, 320)
                .burst("jemalloc", "quick", 20, 20)
                .write();

        Report.Burst burst = burst(run);

        assertThat(burst.findings())
                .containsExactly(
                        "The program freed every block (0 MiB live), so what is still resident is kept by the allocator,"
                                + " not by the program.",
                        "15 s after the burst jemalloc kept least, 20.0 MiB, 5 % of what the burst had added; glibc kept"
                                + " most, 310.0 MiB, 78 % of what the burst had added. A burst under jemalloc used 3.45 s"
                                + " of CPU, under glibc 2.73 s (+27 %).");
        assertThat(burst.reasons()).isEmpty();
        Verdict verdict = Verdict.of(RunData.read(run), CATALOG);
        assertThat(burst.findings()).isEqualTo(verdict.findings());
    }

    /** One fork gave half back after 1 s, the other never: their mean is no time, but a bound. */
    @Test
    void aTimeThatSomeForkNeverCameToIsABound() throws IOException {
        Path run = new RunFixture(temp, 4)
                .burst("glibc", "quick", 300, 100)
                .burst("jemalloc", "quick", 20, 20)
                .write();

        Verdict verdict = Verdict.of(RunData.read(run), CATALOG);

        assertThat(verdict.table(false, false).get(2)).contains("   1.0   2.0 ");
        assertThat(verdict.table(false, false).get(3)).contains("  >2.5    >4 ");
        assertThat(verdict.paragraphs().get(0))
                .endsWith(" given back; > where some fork had not by the end of its idle period, so that it is more.");
        assertThat(burst(run).rows())
                .extracting(BurstRow::open)
                .containsExactly(List.of("rss.t50", "rss.t90"), List.of());
    }

    @Test
    void anAllocatorThatTheCatalogDoesNotHaveHasReasonsToo() throws IOException {
        Path run = new RunFixture(temp, 15)
                .burst("/opt/libmine.so", "quick", 300)
                .with("why.outside", 280)
                .with("why.rest", 20)
                .write();

        Report.Burst burst = burst(run);

        assertThat(burst.reasons()).hasSize(2);
        assertThat(burst.reasons().get(1)).startsWith("- /opt/libmine.so held 300 MiB: 280 came back on one call of ");
    }

    @Test
    void theCallsAreThoseThatTheForksTold() throws IOException {
        Report.Burst burst = burst(new RunFixture(temp.resolve("r"), 4)
                .asked("tcmalloc")
                .calling("MallocExtension_ReleaseFreeMemory()", "MallocExtension_MarkThreadIdle()")
                .burst("tcmalloc", "quick", 300)
                .with("why.outside", 100)
                .with("why.owners", 199)
                .with("why.rest", 1)
                .write());

        assertThat(burst.reasons().get(1))
                .contains("100 came back on one call of MallocExtension_ReleaseFreeMemory() from")
                .contains("199 when each of its threads called MallocExtension_MarkThreadIdle() itself");
    }

    /** A run with all that advice depends on: settings, versions, files, a release. */
    @Test
    void pageAndTerminalGiveTheSameAdvice() throws IOException {
        RunFixture fixture = new RunFixture(temp.resolve("r"), 15);
        for (String id : List.of("glibc", "glibc-trim1s", "/a/libx.so", "/b/liby.so", "mimalloc2", "mimalloc3-purge")) {
            boolean better = id.contains("-") || id.equals("/b/liby.so");
            fixture.asked(id)
                    .burst(id, "quick", better ? 7 : 300)
                    .with("why.outside", better ? 0 : 290)
                    .with("why.rest", better ? 7 : 10);
        }
        Path run = fixture.write();

        Report.Burst burst = burst(run);
        Verdict verdict = Verdict.of(RunData.read(run), CATALOG);

        assertThat(burst.reasons()).hasSize(7).isEqualTo(verdict.reasons());
        assertThat(verdict.paragraphs()).containsAll(burst.reasons()).containsAll(burst.findings());
        assertThat(burst.reasons()).noneMatch(text -> text.contains("With  it held"));
    }

    private static Report.Burst burst(Path run) {
        return Reports.report(List.of(RunData.read(run)), CATALOG, null)
                .bursts()
                .get(0);
    }
}
