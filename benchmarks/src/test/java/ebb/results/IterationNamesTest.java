// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static ebb.results.TimelineFileTest.params;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openjdk.jmh.runner.IterationType.MEASUREMENT;
import static org.openjdk.jmh.runner.IterationType.WARMUP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterationNamesTest {
    @TempDir
    private Path dir;

    @Test
    void warmupsAreCountedForThemselves() throws IOException {
        IterationNames names = new IterationNames(".csv", 0);

        names.next(WARMUP);
        names.next(WARMUP);
        assertThat(names.name(dir, params("glibc"))).isEqualTo("Burst.run-glibc-quick-fork1-warmup2");
        names.next(MEASUREMENT);
        assertThat(names.number()).isEqualTo(1);
        assertThat(names.name(dir, params("glibc"))).isEqualTo("Burst.run-glibc-quick-fork1-iter1");
    }

    @Test
    void aForkWithoutANumberTakesTheFirstFreeOneAndKeepsIt() throws IOException {
        Files.writeString(dir.resolve("Burst.run-glibc-quick-fork1-iter2.csv"), "");
        Files.writeString(dir.resolve("Burst.run-jemalloc-quick-fork2-iter1.csv"), "");
        Files.writeString(dir.resolve("Burst.run-glibc-quick-fork2-iter1.hlog"), "");
        IterationNames names = new IterationNames(".csv", 0);

        names.next(MEASUREMENT);
        assertThat(names.name(dir, params("glibc"))).isEqualTo("Burst.run-glibc-quick-fork2-iter1");
        Files.writeString(dir.resolve("Burst.run-glibc-quick-fork2-iter1.csv"), "");
        names.next(MEASUREMENT);
        assertThat(names.name(dir, params("glibc"))).isEqualTo("Burst.run-glibc-quick-fork2-iter2");
    }
}
