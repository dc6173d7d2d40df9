// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OomKillsTest {
    @Test
    void theKernelCountsThem() {
        assertThat(OomKills.count("nr_free_pages 1\noom_kill 12\noom_kill_x 3\n"))
                .isEqualTo(12);
        assertThat(OomKills.count("nr_free_pages 1\n")).isZero();
        assertThat(OomKills.count()).isNotNegative();
    }
}
