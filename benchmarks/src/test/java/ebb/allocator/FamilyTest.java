// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FamilyTest {
    @Test
    void everyFamilyHasItsWords() {
        assertThat(Family.values()).allSatisfy(family -> {
            assertThat(family.books()).isNotBlank();
            assertThat(Family.of(family.toString())).contains(family);
        });
        assertThat(Family.of("hoard")).isEmpty();
    }

    @Test
    void aSettingThatIsNotTakenIsAComplaint() {
        assertThat(List.of(
                        "<jemalloc>: Invalid conf pair: narena:1",
                        "<jemalloc>: Invalid conf value: narenas:x",
                        "<jemalloc>: Out-of-range conf value: narenas:0",
                        "<jemalloc>: Malformed conf string",
                        "<jemalloc>: Malformed conf string -- bad!",
                        "<jemalloc>: Conf string ends with comma",
                        "<jemalloc>: Number of CPUs detected is not deterministic. Per-CPU arena disabled.",
                        "mimalloc: warning: environment option mimalloc_purge_delay has an invalid value.",
                        "Scudo WARNING: found 1 unrecognized flag(s):"))
                .allMatch(Family::isComplaint);
    }

    @Test
    void whatElseAnAllocatorPrintsIsNone() {
        assertThat(List.of(
                        "",
                        "<jemalloc>: malloc_conf #4 (value of the environment variable MALLOC_CONF): \"confirm_conf:true\"",
                        "<jemalloc>: -- Set conf value: confirm_conf:true",
                        "<jemalloc>: Error in munmap(): Cannot allocate memory",
                        "see <jemalloc>: Malformed conf string",
                        "mimalloc: warning: thread"))
                .noneMatch(Family::isComplaint);
    }
}
