// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocatorForksTest {
    private static final Resolved GLIBC = resolved("glibc", "glibc", Map.of(), Origin.LIBC, "/lib/libc.so.6");
    private static final Resolved TBB = resolved(
            "tbbmalloc", "tbbmalloc", Map.of(), Origin.BUNDLED, "/c/libtbbmalloc.so.2", "/c/libtbbmalloc_proxy.so.2");
    private static final Resolved BACKGROUND = resolved(
            "jemalloc-background",
            "jemalloc",
            Map.of("MALLOC_CONF", "background_thread:true,muzzy_decay_ms:0"),
            Origin.SYSTEM,
            "/usr/lib/libjemalloc.so.2");

    @Test
    void glibcPreloadsNothing() {
        assertThat(AllocatorForks.command(Map.of("PATH", "/bin"), GLIBC)).containsExactly("env");
    }

    @Test
    void librariesAreInTheirOrder() {
        assertThat(AllocatorForks.command(Map.of(), TBB))
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
        assertThat(AllocatorForks.command(host, BACKGROUND))
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
        assertThat(AllocatorVariables.isOne(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_LIBRARY_PATH", "HOME", "JAVA_TOOL_OPTIONS", "TBB_NUM_THREADS", "HEAP"})
    void theseDoNot(String name) {
        assertThat(AllocatorVariables.isOne(name)).isFalse();
    }

    @Test
    void newerJvmsAreKeptQuiet() {
        assertThat(AllocatorForks.jvmOptions("17.0.15")).containsExactly("--enable-native-access=ALL-UNNAMED");
        assertThat(AllocatorForks.jvmOptions("22")).containsExactly("--enable-native-access=ALL-UNNAMED");
        assertThat(AllocatorForks.jvmOptions("25.0.1"))
                .containsExactly("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void whatWasAskedForGoesAlong() {
        Allocator entry = new Allocator(
                "jemalloc-background",
                "jemalloc",
                List.of("libjemalloc.so.2"),
                Map.of("MALLOC_CONF", "background_thread:true"),
                Map.of("opt.background_thread", "true"),
                Optional.of(Duration.ofMillis(1500)),
                "",
                true,
                Optional.empty());
        Resolved found = new Resolved(
                entry,
                List.of(Path.of("/c/libjemalloc.so.2")),
                Optional.of(Origin.BUNDLED),
                "5.3.0",
                "",
                Optional.empty());
        List<String> options = Asked.of(found, List.of(entry, TBB.allocator(), GLIBC.allocator()))
                .options();
        assertThat(options)
                .containsExactly(
                        "-Debb.asked.id=jemalloc-background",
                        "-Debb.asked.family=jemalloc",
                        "-Debb.asked.library=/c/libjemalloc.so.2",
                        "-Debb.asked.stems=libjemalloc.so,libtbbmalloc.so,libtbbmalloc_proxy.so",
                        "-Debb.asked.release_interval=1.5",
                        "-Debb.asked.environment.MALLOC_CONF=background_thread:true",
                        "-Debb.asked.expect.opt.background_thread=true");
    }

    @Test
    void theForkReadsWhatWasAskedFor() {
        Properties properties = new Properties();
        properties.setProperty("ebb.asked.id", "tbbmalloc");
        properties.setProperty("ebb.asked.family", "tbbmalloc");
        properties.setProperty("ebb.asked.library", "/c/a.so:/c/b.so");
        properties.setProperty("ebb.asked.stems", "a.so,b.so");
        properties.setProperty("ebb.asked.release_interval", "0.001");
        properties.setProperty("ebb.asked.environment.A", "x:1,y:2");
        properties.setProperty("ebb.asked.expect.a|b", "0");
        assertThat(Asked.from(properties))
                .contains(new Asked(
                        "tbbmalloc",
                        "tbbmalloc",
                        List.of(Path.of("/c/a.so"), Path.of("/c/b.so")),
                        Map.of("A", "x:1,y:2"),
                        Map.of("a|b", "0"),
                        Optional.of(Duration.ofMillis(1)),
                        List.of("a.so", "b.so")));
    }

    @Test
    void aForkWithoutAnIntervalReleasesNothing() {
        Properties properties = new Properties();
        properties.setProperty("ebb.asked.id", "glibc");
        assertThat(Asked.from(properties).orElseThrow().releaseInterval()).isEmpty();
        assertThat(Asked.of(GLIBC, List.of()).options()).noneMatch(option -> option.contains("release"));
    }

    @Test
    void aForkThatWasNotAskedKnowsIt() {
        assertThat(Asked.from(new Properties())).isEmpty();
    }

    private static Resolved resolved(
            String id, String family, Map<String, String> environment, Origin origin, String... libraries) {
        List<Path> paths = List.of(libraries).stream().map(Path::of).toList();
        List<String> names = origin == Origin.LIBC ? List.of() : List.of(libraries);
        return new Resolved(
                new Allocator(id, family, names, environment, Map.of(), Optional.empty(), "", true, Optional.empty()),
                paths,
                Optional.of(origin),
                "1",
                "",
                Optional.empty());
    }
}
