// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlibcVersionTest {
    @Test
    void comparesNumbersNotTexts() {
        assertThat(GlibcVersion.highest(List.of("GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.2.5")))
                .contains("2.34");
        assertThat(GlibcVersion.highest(List.of("GLIBC_2.3", "GLIBC_2.3.4"))).contains("2.3.4");
    }

    @Test
    void whatIsNoVersionOfGlibcDoesNotCount() {
        assertThat(GlibcVersion.highest(List.of("GLIBC_PRIVATE", "GLIBCXX_3.4", "GCC_3.0")))
                .isEmpty();
    }
}
