// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

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
}
