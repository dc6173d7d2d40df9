// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

class TimelineFileTest {
    private static final Timeline EMPTY = Timeline.of(new long[0], new long[0], new long[0], new Phase[0]);

    static BenchmarkParams params(String allocator) {
        WorkloadParams workload = new WorkloadParams();
        workload.put("scenario", "quick", 0);
        workload.put("allocator", allocator, 0);
        IterationParams iteration = new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1);
        return new BenchmarkParams(
                "ebb.load.Burst.run",
                "",
                false,
                1,
                new int[] {1},
                List.of(),
                1,
                0,
                iteration,
                iteration,
                Mode.SingleShotTime,
                workload,
                TimeUnit.SECONDS,
                1,
                "java",
                List.of(),
                "",
                "",
                "",
                "",
                TimeValue.NONE);
    }

    @Test
    void nameTellsBenchmarkParametersForkAndIteration() {
        assertThat(TimelineFile.name(params("jemalloc-background"), 3, 2))
                .isEqualTo("Burst.run-jemalloc-background-quick-fork3-iter2.csv");
    }

    @Test
    void pathsBecomeNamesThatDiffer() {
        assertThat(TimelineFile.name(params("/opt/a/libx.so"), 1, 1))
                .isEqualTo("Burst.run-_opt_a_libx.so_db8c5fbe-quick-fork1-iter1.csv");
        assertThat(TimelineFile.safe("/opt/a")).isNotEqualTo(TimelineFile.safe("/opt_a"));
        assertThat(TimelineFile.safe("/" + "x".repeat(4096))).hasSize(69);
        assertThat(TimelineFile.safe("mimalloc3+dbg_1.2")).isEqualTo("mimalloc3+dbg_1.2");
    }

    @Test
    void folderIsMadeAndLeftClean(@TempDir Path dir) throws IOException {
        Path deep = dir.resolve("a/b");

        TimelineFile.prepare(deep);

        try (var found = Files.list(deep)) {
            assertThat(found).isEmpty();
        }
    }

    @Test
    void folderThatCannotBeMadeIsNamed(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThatThrownBy(() -> TimelineFile.prepare(file))
                .isInstanceOf(EbbException.class)
                .hasMessage("No timeline can be written to " + file + " (FileAlreadyExistsException: " + file
                        + "): give another folder with -prof rss:dir=DIR.");
    }

    @Test
    void fileIsWholeOrNotThere(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("t.csv");
        Files.writeString(file, "older");

        TimelineFile.write(EMPTY, file);

        assertThat(file).hasContent(TimelineCsv.HEADER + "\n");
        Path blocked = dir.resolve("taken.csv");
        Files.createDirectories(blocked.resolve("inner"));
        assertThatThrownBy(() -> TimelineFile.write(EMPTY, blocked)).isInstanceOf(IOException.class);
        assertThat(dir.resolve("taken.csv.tmp")).doesNotExist();
    }
}
