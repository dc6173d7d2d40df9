// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OomKillsTest {
    @Test
    void theKernelCountsThem() {
        assertThat(OomKills.count("nr_free_pages 1\noom_kill 12\noom_kill_x 3\n"))
                .hasValue(12);
        assertThat(OomKills.count("oom_kill_disable 0\nunder_oom 0\noom_kill 0\n"))
                .hasValue(0);
        assertThat(OomKills.count("low 0\nmax 3\noom 2\noom_kill 1\noom_group_kill 4\n"))
                .hasValue(1);
        assertThat(OomKills.count("nr_free_pages 1\n")).isEmpty();
    }

    @Test
    void whereNobodyWasKilledNothingIsSaid() {
        OomKills kills = new OomKills();
        kills.watch(ProcessHandle.current().pid());
        assertThat(kills.words(false)).isEmpty();
    }
}
