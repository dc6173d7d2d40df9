// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.results.RunData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWordsTest {
    @TempDir
    private Path temp;

    @Test
    void theWordsAreTheQuickVerdictsOverAllForks() throws IOException {
        Path run = new RunFixture(temp, 15)
                .burst("glibc", "quick", 300, 320)
                .burst("jemalloc", "quick", 20, 20)
                .write();

        Words words = ReportWords.of(RunData.read(run).rows(), Catalog.load(List.of()));

        assertThat(words.verdict())
                .containsExactly(
                        "The program freed every block (0 MiB live), so what is still resident is kept by the allocator,"
                                + " not by the program.",
                        "15 s after the burst jemalloc kept least, 20.0 MiB, 5 % of what the burst had added; glibc kept"
                                + " most, 310.0 MiB, 78 % of what the burst had added. A burst under jemalloc used 3.5 s"
                                + " of CPU, under glibc 2.7 s (+27 %).");
        assertThat(words.reasons()).isEmpty();
    }

    @Test
    void anAllocatorThatTheCatalogDoesNotHaveHasReasonsToo() throws IOException {
        Path run = new RunFixture(temp, 15)
                .burst("/opt/libmine.so", "quick", 300)
                .with("why.outside", 280)
                .with("why.rest", 20)
                .write();

        Words words = ReportWords.of(RunData.read(run).rows(), Catalog.load(List.of()));

        assertThat(words.reasons()).hasSize(2);
        assertThat(words.reasons().get(1)).startsWith("- /opt/libmine.so held 300 MiB: 280 came back on one call of ");
    }
}
