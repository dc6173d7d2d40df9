// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCgroupTest {
    /** Half of its 64 MiB given back with MADV_FREE, which the kernel takes when asked; it tells what it has by then. */
    private static final String LAZY = """
            import mmap, sys
            memory = mmap.mmap(-1, 64 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            memory.write(b'x' * (64 << 20))
            memory.madvise(mmap.MADV_FREE, 0, 32 << 20)
            def lazy():
                with open('/proc/self/smaps_rollup') as rollup:
                    print([line.split()[1] for line in rollup if line.startswith('LazyFree')][0], flush=True)
            lazy()
            sys.stdin.readline()
            lazy()
            """;

    @TempDir
    private Path folder;

    /** Of version 2, by a file that is none of the kernel's. */
    @Test
    void version2IsAskedForSoManyBytesAndVersion1ForAll() throws IOException {
        Path two = Files.writeString(folder.resolve("memory.reclaim"), "");
        Path one = Files.writeString(folder.resolve("memory.force_empty"), "");

        Files.writeString(folder.resolve("memory.current"), "4711\n");
        assertThat(OwnCgroup.reclaim(two)).isTrue();
        assertThat(OwnCgroup.reclaim(one)).isTrue();

        assertThat(two).hasContent("4711");
        assertThat(one).hasContent("0");
        assertThat(OwnCgroup.reclaim(folder.resolve("gone/memory.reclaim"))).isFalse();
    }

    /** A refusal, as of /dev/full, is no try; EAGAIN is one that took less than it was asked for. */
    @Test
    void whatTheKernelRefusesItHasNotTried() throws IOException {
        Files.writeString(folder.resolve("memory.current"), "1\n");
        Path two = Files.createSymbolicLink(folder.resolve("memory.reclaim"), Path.of("/dev/full"));
        Path one = Files.createSymbolicLink(folder.resolve("memory.force_empty"), Path.of("/dev/full"));

        assertThat(OwnCgroup.reclaim(two)).isFalse();
        assertThat(OwnCgroup.reclaim(one)).isFalse();
        assertThat(OwnCgroup.tookLess(new IOException("Resource temporarily unavailable")))
                .isTrue();
        assertThat(OwnCgroup.tookLess(new IOException("No space left on device")))
                .isFalse();
        Files.delete(two);
        Files.delete(one);
    }

    @Test
    void whoSharesItsCgroupHasNoFileForThat() {
        assertThat(OwnCgroup.reclaimer(List.of(ProcessHandle.current().pid()))).isEmpty();
    }

    /** Of this kernel. */
    @Test
    void theKernelTakesWhatWasGivenBackLazily() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "python3 -c 'import mmap; mmap.MADV_FREE'")
                                .start()
                                .waitFor()
                        == 0,
                "needs Python 3.8");
        try (SmallCgroup cgroup = new SmallCgroup(256 << 20)) {
            Process lazy = new ProcessBuilder("sh", "-c", cgroup.join() + "exec python3 -c \"$0\"", LAZY)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var says = lazy.inputReader(StandardCharsets.UTF_8);
                    var hears = lazy.outputWriter(StandardCharsets.UTF_8)) {
                assertThat(Integer.parseInt(says.readLine())).isGreaterThan(31 << 10);
                Optional<Path> reclaimer = OwnCgroup.reclaimer(List.of(lazy.pid()));
                assertThat(reclaimer).isPresent();

                assertThat(OwnCgroup.reclaim(reclaimer.get())).isTrue();

                hears.write("\n");
                hears.flush();
                assertThat(says.readLine()).isEqualTo("0");
            } finally {
                lazy.destroyForcibly();
                lazy.waitFor();
            }
        }
    }
}
