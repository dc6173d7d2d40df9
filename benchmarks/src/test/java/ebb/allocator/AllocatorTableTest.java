// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllocatorTableTest {
    private static final Resolved GLIBC = new Resolved(
            allocator("glibc", Map.of()),
            List.of(Path.of("/lib/libc.so.6")),
            Optional.of(Resolved.Origin.LIBC),
            "2.36",
            "",
            Optional.empty());
    private static final Resolved BACKGROUND = new Resolved(
            allocator(
                    "jemalloc-background",
                    Map.of("MALLOC_CONF", "background_thread:true,dirty_decay_ms:10000,muzzy_decay_ms:0")),
            List.of(Path.of("/cache/libjemalloc.so.2")),
            Optional.of(Resolved.Origin.BUNDLED),
            "5.3.0",
            "libjemalloc2 5.3.0-1 (bookworm)",
            Optional.empty());
    private static final Resolved SCUDO = new Resolved(
            allocator("scudo", Map.of()),
            List.of(),
            Optional.empty(),
            "-",
            "",
            Optional.of("libclang_rt.scudo_standalone-x86_64.so is neither in benchmarks.jar (no network) nor in the"
                    + " system's library folders"));

    @Test
    void theWholeTable() {
        assertThat(String.join("\n", new AllocatorTable(List.of(GLIBC, BACKGROUND, SCUDO), false).lines()))
                .isEqualTo("""
                        allocator            version  from     available  settings
                        glibc                2.36     libc     yes        defaults
                        jemalloc-background  5.3.0    bundled  yes        MALLOC_CONF=background_thread:true,
                                                                          dirty_decay_ms:10000,muzzy_decay_ms:0
                        scudo                -        -        no         defaults
                            not available: libclang_rt.scudo_standalone-x86_64.so is neither in benchmarks.jar (no network)
                            nor in the system's library folders

                        /lib/libc.so.6
                            glibc

                        /cache/libjemalloc.so.2
                            jemalloc-background

                        2 of 3 are available.""");
    }

    private static Allocator allocator(String id, Map<String, String> environment) {
        return new Allocator(
                id,
                Family.UNKNOWN,
                List.of(),
                environment,
                Map.of(),
                Releases.NONE,
                Optional.empty(),
                "",
                true,
                Optional.empty());
    }
}
