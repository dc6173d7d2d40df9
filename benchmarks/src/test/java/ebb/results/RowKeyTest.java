// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

public class RowKeyTest {
    /** What JMH runs in one fork of a benchmark that has an allocator and a scenario. */
    public static BenchmarkParams params(String allocator, Mode mode, int threads) {
        WorkloadParams workload = new WorkloadParams();
        workload.put("scenario", "quick", 0);
        workload.put("allocator", allocator, 0);
        IterationParams iteration = new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1);
        return new BenchmarkParams(
                "ebb.load.Burst.run",
                "",
                false,
                threads,
                new int[] {1},
                List.of(),
                1,
                0,
                iteration,
                iteration,
                mode,
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
    void itIsNamedForSentencesAndForFiles() {
        RowKey key = RowKey.of(params("jemalloc-background", Mode.SingleShotTime, 1));

        assertThat(key.label()).isEqualTo("Burst.run (allocator = jemalloc-background, scenario = quick)");
        assertThat(key).hasToString(key.label() + ", mode ss, 1 thread");
        assertThat(key.fileName()).isEqualTo("Burst.run,jemalloc-background,quick,ss,1");
        assertThat(key.parts())
                .containsExactly("allocator = jemalloc-background", "scenario = quick", "mode = ss", "threads = 1");
    }

    @Test
    void rowsThatDifferHaveFilesThatDiffer() {
        assertThat(List.of(
                        fileName("glibc", Mode.Throughput, 1),
                        fileName("glibc", Mode.SampleTime, 1),
                        fileName("glibc", Mode.Throughput, 2),
                        fileName("/glibc", Mode.Throughput, 1),
                        fileName("_glibc", Mode.Throughput, 1)))
                .doesNotHaveDuplicates();
        assertThat(of(Map.of("a", "x-y", "b", "z")).fileName())
                .isNotEqualTo(of(Map.of("a", "x", "b", "y-z")).fileName());
    }

    @Test
    void pathsBecomeNamesThatDiffer() {
        assertThat(fileName("/opt/a/libx.so", Mode.SingleShotTime, 1))
                .isEqualTo("Burst.run,_opt_a_libx.so_db8c5fbe,quick,ss,1");
        assertThat(RowKey.safe("/opt/a")).isNotEqualTo(RowKey.safe("/opt_a"));
        assertThat(RowKey.safe("/" + "x".repeat(4096))).hasSize(69);
        assertThat(RowKey.safe("mimalloc3+dbg_1.2")).isEqualTo("mimalloc3+dbg_1.2");
    }

    @Test
    void manyLongValuesStillFitIntoAFolder() {
        RowKey one = of(Map.of("a", "/a".repeat(99), "b", "/b".repeat(99), "c", "/c".repeat(99)));
        RowKey other = of(Map.of("a", "/a".repeat(99), "b", "/b".repeat(99), "c", "/d".repeat(99)));
        assertThat(one.fileName()).hasSizeLessThan(200).isNotEqualTo(other.fileName());
    }

    private static RowKey of(Map<String, String> params) {
        return new RowKey("ebb.load.Burst.run", "ss", 1, params);
    }

    private static String fileName(String allocator, Mode mode, int threads) {
        return RowKey.of(params(allocator, mode, threads)).fileName();
    }

    /** Runs from before there were limits and huge pages are comparable, and files keep their names. */
    @Test
    void noLimitAndTheHostsHugePagesAreTheSameAsNoParametersOfThatName() {
        RowKey plain = new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc"));

        assertThat(new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "limit", "none")))
                .isEqualTo(plain);
        assertThat(new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "thp", "host")))
                .isEqualTo(plain);
        assertThat(new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "thp", "never")))
                .isNotEqualTo(plain);
        assertThat(new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "limit", "600")))
                .isNotEqualTo(plain)
                .extracting(RowKey::fileName)
                .isEqualTo("Burst.burst,glibc,600,ss,1");
    }
}
