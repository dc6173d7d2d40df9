// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MappedFilesTest {
    private static final String MAPS = """
            557b4c3d2000-557b4c3d3000 r--p 00000000 fe:01 2621512                    /usr/bin/java
            557b4d5a1000-557b4d5c2000 rw-p 00000000 00:00 0                          [heap]
            7f1a2c000000-7f1a2c021000 rw-p 00000000 00:00 0\s
            7f1a3a400000-7f1a3a426000 r--p 00000000 fe:01 2884100                    /opt/with space/libjemalloc.so.2
            7f1a3a426000-7f1a3a57c000 r-xp 00026000 fe:01 2884100                    /opt/with space/libjemalloc.so.2
            7f1a3a600000-7f1a3a626000 r--p 00000000 fe:01 2621999                    /usr/lib/x86_64-linux-gnu/libc.so.6
            7ffd0b1f0000-7ffd0b1f2000 r-xp 00000000 00:00 0                          [vdso]
            """;

    @Test
    void everyFileOnceAndNothingElse() {
        assertThat(MappedFiles.parse(MAPS).paths())
                .containsExactly(
                        Path.of("/usr/bin/java"),
                        Path.of("/opt/with space/libjemalloc.so.2"),
                        Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6"));
    }

    @Test
    void codeIsWhatMayBeExecuted() {
        assertThat(MappedFiles.parse(MAPS).code()).containsExactly(Path.of("/opt/with space/libjemalloc.so.2"));
    }

    @Test
    void aFileIsFoundByItsWholeName() {
        MappedFiles mapped = MappedFiles.parse(MAPS);
        assertThat(mapped.named("libc.so.6")).contains(Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6"));
        assertThat(mapped.named("c.so.6")).isEmpty();
    }
}
