// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static ebb.results.RowKeyTest.params;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openjdk.jmh.runner.IterationType.MEASUREMENT;
import static org.openjdk.jmh.runner.IterationType.WARMUP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;

class IterationNamesTest {
    private static final BenchmarkParams GLIBC = params("glibc", Mode.SingleShotTime, 1);

    @TempDir
    private Path dir;

    @Test
    void warmupsAreCountedForThemselves() {
        IterationNames names = new IterationNames(1);
        names.next(WARMUP);
        names.next(WARMUP);
        assertThat(names.name(GLIBC)).isEqualTo("Burst.run,glibc,quick,ss,1,fork1,warmup2");

        names.next(MEASUREMENT);
        assertThat(names.number()).isEqualTo(1);
        assertThat(names.name(GLIBC)).isEqualTo("Burst.run,glibc,quick,ss,1,fork1,iter1");
    }

    /** As {@code -bm thrpt,sample -prof latency} does. */
    @Test
    void anotherModeOrNumberOfThreadsHasItsOwnFiles() {
        IterationNames names = new IterationNames(1);
        names.next(MEASUREMENT);
        assertThat(names.name(params("glibc", Mode.SampleTime, 1)))
                .isNotEqualTo(names.name(params("glibc", Mode.Throughput, 1)));
        assertThat(names.name(params("glibc", Mode.Throughput, 2)))
                .isNotEqualTo(names.name(params("glibc", Mode.Throughput, 1)));
    }

    @Test
    void ofEachForkTheLastIterationIsFound() throws IOException {
        Path tenth = touch("Burst.run,glibc,quick,ss,1,fork1,iter10.csv");
        Path other = touch("Burst.run,glibc,quick,ss,1,fork10,iter1.csv");
        Path second = touch("Burst.run,glibc,quick,ss,1,fork2,iter1.csv");
        touch("Burst.run,glibc,quick,ss,1,fork1,iter9.csv");
        touch("Burst.run,glibc,quick,ss,1,fork3,warmup1.csv");
        touch("Burst.run,glibc,quick,ss,1,fork3,iter1.hlog");
        touch("Burst.run,glibc,quick,ss,16,fork4,iter1.csv");

        assertThat(IterationNames.lastOfEachFork(dir, RowKey.of(GLIBC), List.of(), ".csv"))
                .containsExactly(tenth, second, other);
        assertThat(IterationNames.lastOfEachFork(dir.resolve("no"), RowKey.of(GLIBC), List.of(), ".csv"))
                .isEmpty();
    }

    @Test
    void filesOfForksThatAreNotAskedForAreLeftOut() throws IOException {
        touch("Burst.run,glibc,quick,ss,1,fork1,iter1.csv"); // that of a warm-up fork in shard 2
        Path second = touch("Burst.run,glibc,quick,ss,1,fork2,iter1.csv");

        assertThat(IterationNames.lastOfEachFork(dir, RowKey.of(GLIBC), List.of(2, 4), ".csv"))
                .containsExactly(second);
    }

    @Test
    void theForkOfAFileIsRead() {
        assertThat(IterationNames.fork("Burst.run,fork9,iter1,ss,1,fork12,iter3.csv"))
                .hasValue(12);
        assertThat(IterationNames.fork("Burst.run,glibc,ss,1,fork2,warmup1.hlog"))
                .hasValue(2);
        assertThat(IterationNames.fork("notes.txt")).isEmpty();
    }

    private Path touch(String name) throws IOException {
        return Files.writeString(dir.resolve(name), "");
    }
}
