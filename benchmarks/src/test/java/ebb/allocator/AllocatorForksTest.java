// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

class AllocatorForksTest {
    private static final ForkAssignment GLIBC = assignment("glibc", Family.GLIBC, Map.of());
    private static final ForkAssignment TBB =
            assignment("tbbmalloc", Family.TBBMALLOC, Map.of(), "/c/libtbbmalloc.so.2", "/c/libtbbmalloc_proxy.so.2");
    private static final ForkAssignment BACKGROUND = assignment(
            "jemalloc-background",
            Family.JEMALLOC,
            Map.of("MALLOC_CONF", "background_thread:true,muzzy_decay_ms:0"),
            "/usr/lib/libjemalloc.so.2");

    private static final BenchmarkParams PARAMS = params(new WorkloadParams());

    private static BenchmarkParams params(WorkloadParams values) {
        return new BenchmarkParams(
                "ebb.load.Burst.burst",
                "",
                false,
                1,
                new int[] {1},
                List.of(),
                1,
                0,
                new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1),
                new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1),
                Mode.SingleShotTime,
                values,
                TimeUnit.SECONDS,
                1,
                "java",
                List.of(),
                "17.0.15",
                "",
                "",
                "",
                TimeValue.NONE);
    }

    @Test
    void glibcPreloadsNothing() {
        assertThat(AllocatorForks.command(Map.of("PATH", "/bin"), GLIBC, List.of(), Map.of()))
                .containsExactly("env");
    }

    @Test
    void librariesAreInTheirOrder() {
        assertThat(AllocatorForks.command(Map.of(), TBB, List.of(), Map.of()))
                .containsExactly("env", "LD_PRELOAD=/c/libtbbmalloc.so.2:/c/libtbbmalloc_proxy.so.2");
    }

    @Test
    void everythingOfThatKindIsUnsetUnlessItIsSet() {
        Map<String, String> host = Map.of(
                "PATH", "/bin",
                "LD_PRELOAD", "/x/libjemalloc.so",
                "LD_LIBRARY_PATH", "/x",
                "MALLOC_CONF", "narenas:1",
                "MALLOC_ARENA_MAX", "2",
                "mimalloc_verbose", "1",
                "GLIBC_TUNABLES", "glibc.cpu.x86_shstk=on");
        assertThat(AllocatorForks.command(host, BACKGROUND, List.of(), Map.of()))
                .containsExactly(
                        "env",
                        "-u",
                        "GLIBC_TUNABLES",
                        "-u",
                        "MALLOC_ARENA_MAX",
                        "-u",
                        "mimalloc_verbose",
                        "LD_PRELOAD=/usr/lib/libjemalloc.so.2",
                        "MALLOC_CONF=background_thread:true,muzzy_decay_ms:0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LD_PRELOAD",
                "GLIBC_TUNABLES",
                "MALLOC_TRIM_THRESHOLD_",
                "MALLOCSTATS",
                "MALLOC_CONF",
                "_RJEM_MALLOC_CONF",
                "JE_MALLOC_CONF",
                "MIMALLOC_PURGE_DELAY",
                "mimalloc_purge_delay",
                "TCMALLOC_RELEASE_RATE",
                "HEAPPROFILE",
                "HEAP_PROFILE_INUSE_INTERVAL",
                "HEAPCHECK",
                "PERFTOOLS_VERBOSE",
                "TBB_MALLOC_USE_HUGE_PAGES",
                "SCUDO_OPTIONS"
            })
    void theseChooseOrSetUpAnAllocator(String name) {
        assertThat(AllocatorForks.isVariable(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_LIBRARY_PATH", "HOME", "JAVA_TOOL_OPTIONS", "TBB_NUM_THREADS", "HEAP"})
    void theseDoNot(String name) {
        assertThat(AllocatorForks.isVariable(name)).isFalse();
    }

    @Test
    void newerJvmsAreKeptQuiet() {
        assertThat(AllocatorForks.jvmOptions("17.0.15")).containsExactly("--enable-native-access=ALL-UNNAMED");
        assertThat(AllocatorForks.jvmOptions("22")).containsExactly("--enable-native-access=ALL-UNNAMED");
        assertThat(AllocatorForks.jvmOptions("25.0.1"))
                .containsExactly("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void theForkThatStartsNextGetsItsAssignment() {
        AllocatorForks.assign(TBB);
        try {
            assertThat(new AllocatorForks().addJVMInvokeOptions(PARAMS))
                    .contains("env", "LD_PRELOAD=/c/libtbbmalloc.so.2:/c/libtbbmalloc_proxy.so.2");
            assertThat(new AllocatorForks().addJVMOptions(PARAMS))
                    .contains("--enable-native-access=ALL-UNNAMED")
                    .containsAll(TBB.options());
        } finally {
            AllocatorForks.assign(null);
        }
    }

    @Test
    void theJvmThatStartsAServiceStaysOnTheCLibraryAndKnowsItsAllocator() {
        WorkloadParams values = new WorkloadParams();
        values.put("service", "shop", 0);
        AllocatorForks.assign(BACKGROUND);
        try {
            assertThat(String.join(" ", new AllocatorForks().addJVMInvokeOptions(params(values))))
                    .startsWith("env")
                    .doesNotContain("LD_PRELOAD=", "MALLOC_CONF=");
            assertThat(new AllocatorForks().addJVMOptions(params(values))).containsAll(BACKGROUND.options());
        } finally {
            AllocatorForks.assign(null);
        }
    }

    @Test
    void aForkThatNobodyAssignedIsLeftAlone() {
        assertThat(new AllocatorForks().addJVMInvokeOptions(PARAMS)).isEmpty();
        assertThat(new AllocatorForks().addJVMOptions(PARAMS)).containsExactly("--enable-native-access=ALL-UNNAMED");
    }

    private static ForkAssignment assignment(
            String id, Family family, Map<String, String> environment, String... libraries) {
        return new ForkAssignment(
                Path.of("/run"),
                1,
                List.of(),
                Path.of("/runs/x/1.proof"),
                id,
                family,
                Stream.of(libraries).map(Path::of).toList(),
                environment,
                Map.of(),
                Releases.NONE,
                Optional.empty(),
                List.of());
    }
}
