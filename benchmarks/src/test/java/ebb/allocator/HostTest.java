// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    @Test
    void comparesNumbersNotTexts() {
        assertThat(Host.highestGlibc(List.of("GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.2.5")))
                .contains("2.34");
        assertThat(Host.highestGlibc(List.of("GLIBC_2.3", "GLIBC_2.3.4"))).contains("2.3.4");
    }

    @Test
    void whatIsNoVersionOfGlibcDoesNotCount() {
        assertThat(Host.highestGlibc(List.of("GLIBC_PRIVATE", "GLIBCXX_3.4", "GCC_3.0")))
                .isEmpty();
    }

    @Test
    void theNewestOfSeveralVersionsComesFirst(@TempDir Path folder) throws IOException {
        for (String name : List.of("llvm-9", "llvm-14", "llvm-13", "llvm-21.1", "clang")) {
            Files.createDirectory(folder.resolve(name));
        }
        assertThat(Host.matching(folder, "{llvm-*,clang}"))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("llvm-21.1", "llvm-14", "llvm-13", "llvm-9", "clang");
    }
}
