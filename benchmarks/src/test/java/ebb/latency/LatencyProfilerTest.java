// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Metric;
import ebb.results.RowKeyTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ProfilerException;

class LatencyProfilerTest {
    @TempDir
    private Path temp;

    @Test
    void optionsAreReadAsJmhsProfilersReadThem() throws ProfilerException {
        assertThat(LatencyProfiler.folder("")).isEmpty();
        assertThat(LatencyProfiler.folder("dir=out/a=b;")).contains(Path.of("out/a=b"));
    }

    @Test
    void anUnknownOptionIsRefusedByName() {
        assertThatThrownBy(() -> new LatencyProfiler("dri=x"))
                .isInstanceOf(ProfilerException.class)
                .hasMessage("The latency profiler has no option 'dri': it knows dir and help, as in"
                        + " -prof \"latency:dir=latencies\".");
        assertThatThrownBy(() -> new LatencyProfiler("=5"))
                .hasMessage("The latency profiler's option '=5' has no name.");
        assertThatThrownBy(() -> new LatencyProfiler("dir="))
                .hasMessage("The latency profiler's option dir needs a folder, as in dir=FOLDER.");
        assertThatThrownBy(() -> new LatencyProfiler("help"))
                .hasMessageContainingAll("dir=<dir>", "malloc.first.p99.99", Metric.CLOCK_OVERHEAD.meaning());
    }

    @Test
    void everyFileIsWholeAndNothingElseIsLeft() throws Exception {
        Histogram histogram = new Histogram(1, 1000, 3);
        histogram.recordValue(5);

        LatencyFiles.write(temp.resolve("a/b"), "X-fork1-iter2", new Latencies(Map.of("malloc", histogram)), 0, 1000);

        try (var files = Files.list(temp.resolve("a/b"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("X-fork1-iter2.hlog", "X-fork1-iter2-malloc.hgrm");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        LatencyProfiler profiler = new LatencyProfiler("dir=" + file.resolve("x"));
        BenchmarkParams benchmark = RowKeyTest.params("glibc", Mode.Throughput, 1);

        assertThatThrownBy(() -> profiler.beforeIteration(benchmark, benchmark.getMeasurement()))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("No histogram can be written to " + file.resolve("x"))
                .hasMessageEndingWith("give another folder with -prof latency:dir=DIR.");
    }

    @Test
    void descriptionIsOneLine() throws ProfilerException {
        assertThat(new LatencyProfiler().getDescription()).isNotBlank().doesNotContain("\n");
    }
}
