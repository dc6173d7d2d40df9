// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class IdentityTest {
    @Test
    void aValueMayHaveAnEqualsSign() {
        assertThat(Identity.parse("malloc=/lib/a=b.so\nfamily=glibc\n"))
                .containsExactly(entry("malloc", "/lib/a=b.so"), entry("family", "glibc"));
    }

    @Test
    void theTestsOwnProcessIsOnGlibc() {
        assertThat(Identity.read())
                .containsEntry("family", "glibc")
                .containsKeys("malloc", "free", "calloc", "realloc", "aligned_alloc", "posix_memalign", "version");
    }
}
