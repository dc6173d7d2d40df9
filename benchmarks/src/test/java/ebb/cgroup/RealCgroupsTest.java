// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cgroups of this machine; skipped where it lets nobody make one. */
class RealCgroupsTest {
    private static final long LIMIT = 48 << 20;

    @BeforeEach
    void needCgroups() {
        assumeThatCode(MemoryCgroups::open).doesNotThrowAnyException();
    }

    private static Process start(Path cgroup, String... command) throws IOException {
        List<String> words = new ArrayList<>(Cgroup.joining(cgroup));
        words.addAll(List.of(command));
        return new ProcessBuilder(words).start();
    }

    private static Process sleeping(Cgroup cgroup) throws Exception {
        Process process = start(cgroup.folder(), "sleep", "100");
        while (CgroupLimit.own(process.pid())
                .filter(charge -> charge.directory().equals(cgroup.folder()))
                .isEmpty()) {
            Thread.sleep(5);
        }
        return process;
    }

    private static int take(Cgroup cgroup, int mib) throws Exception {
        return start(cgroup.folder(), "perl", "-e", "$x = \"a\" x ($ARGV[0] << 20)", Integer.toString(mib))
                .waitFor();
    }

    @Test
    void whoNeedsMoreIsKilledAndBothAreCounted() throws Exception {
        try (Cgroup cgroup = MemoryCgroups.open().make(LIMIT)) {
            assertThat(take(cgroup, 1)).isZero();
            assertThat(cgroup.oomKills()).isZero();
            assertThat(cgroup.hits()).hasValue(0);

            assertThat(take(cgroup, 200)).isEqualTo(128 + 9);
            assertThat(cgroup.oomKills()).isEqualTo(1);
            assertThat(cgroup.hits().orElseThrow()).isPositive();
            assertThat(cgroup.shortages()).isPositive();
            assertThat(cgroup.peak()).hasValue(LIMIT);
        }
    }

    @Test
    void withoutALimitItOnlyCounts() throws Exception {
        try (Cgroup cgroup = MemoryCgroups.open().make()) {
            assertThat(take(cgroup, 100)).isZero();
            assertThat(cgroup.peak().orElseThrow()).isBetween(100L << 20, 300L << 20);
            assertThat(cgroup.oomKills()).isZero();
        }
    }

    /** As two runs at once have them: neither ends what is in the other's, nor removes it. */
    @Test
    void whatStillRunsInOneIsEndedAndTheOtherIsLeftAlone() throws Exception {
        try (Cgroup one = MemoryCgroups.open().make(LIMIT);
                Cgroup other = MemoryCgroups.open().make(LIMIT)) {
            Process inOne = sleeping(one);
            Process inOther = sleeping(other);

            one.close();

            assertThat(inOne.waitFor()).isEqualTo(128 + 9);
            assertThat(one.folder()).doesNotExist();
            assertThat(inOther.isAlive()).isTrue();
            assertThat(other.folder()).exists();
            MemoryCgroups.open();
            assertThat(inOther.isAlive()).isTrue();
            assertThat(other.folder()).exists();
        }
    }
}
