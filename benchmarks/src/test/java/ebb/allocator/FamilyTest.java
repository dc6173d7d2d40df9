// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.shim.Identity;
import org.junit.jupiter.api.Test;

class FamilyTest {
    @Test
    void everyFamilyHasItsWords() {
        assertThat(Family.values()).allSatisfy(family -> {
            assertThat(family.calls("1").outside()).isNotBlank();
            assertThat(family.calls("").owner()).isNotBlank();
            assertThat(family.books()).isNotBlank();
            assertThat(Family.of(family.toString())).contains(family);
        });
        assertThat(Family.of("hoard")).isEmpty();
    }

    @Test
    void theWordsAreTheShims() {
        Family.Calls calls = Family.GLIBC.calls("2.36");
        assertThat(Identity.read())
                .containsEntry("release", calls.outside())
                .containsEntry("release.owner", calls.owner());
    }

    @Test
    void anOwnersCallIsAnotherThanThatOfAnyThread() {
        assertThat(Family.TCMALLOC.calls("2.10"))
                .isEqualTo(new Family.Calls("MallocExtension_ReleaseFreeMemory()", "MallocExtension_MarkThreadIdle()"));
        assertThat(Family.TBBMALLOC.calls("2021.8.0").owner()).contains("TBBMALLOC_CLEAN_THREAD_BUFFERS");
    }

    @Test
    void theCallsAreThoseOfTheVersion() {
        assertThat(Family.JEMALLOC
                        .calls("5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c")
                        .owner())
                .isEqualTo("mallctl(\"thread.idle\")");
        assertThat(Family.JEMALLOC.calls("5.2.1").owner()).isEqualTo("mallctl(\"thread.tcache.flush\")");
        assertThat(Family.JEMALLOC.calls("5.2.1").outside()).isEqualTo("mallctl(\"arena.4096.purge\")");
        assertThat(Family.JEMALLOC.calls("4.5.0").outside()).isEqualTo("mallctl(\"arena.<narenas>.purge\")");
        assertThat(Family.JEMALLOC.calls("-").owner()).isEqualTo("mallctl(\"thread.idle\")");
        assertThat(Family.SCUDO.calls("14.0.6").outside()).isEqualTo("mallopt(M_PURGE, 0)");
        assertThat(Family.SCUDO.calls("21.1.0").outside()).isEqualTo("mallopt(M_PURGE_ALL, 0)");
    }
}
