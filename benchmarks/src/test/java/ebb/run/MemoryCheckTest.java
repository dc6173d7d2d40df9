// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.cgroup.CgroupLimit;
import ebb.residency.KernelFiles.MemInfo;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long MIB = 1 << 20;
    private static final MemInfo MACHINE = new MemInfo(8000 * MIB, 3000 * MIB);

    @Test
    void whatFitsPasses() {
        assertThatCode(() -> MemoryCheck.check("Scenario quick", 3000 * MIB, MACHINE, Optional.empty()))
                .doesNotThrowAnyException();
    }

    @Test
    void theMachinesMemoryIsTheLimit() {
        assertThatThrownBy(() -> MemoryCheck.check("Scenario article", 3001 * MIB, MACHINE, Optional.empty()))
                .isInstanceOf(EbbException.class)
                .hasMessage("Scenario article needs about 3,001 MiB and this machine has 3,000 MiB available; end other"
                        + " programs or choose a smaller load.");
    }

    @Test
    void theContainersLimitComesFirst() {
        CgroupLimit limit = new CgroupLimit(Path.of("/sys/fs/cgroup/box"), 512 * MIB, 100 * MIB);

        assertThatThrownBy(() -> MemoryCheck.check("Scenario quick", 500 * MIB, MACHINE, Optional.of(limit)))
                .isInstanceOf(EbbException.class)
                .hasMessage("Scenario quick needs about 500 MiB, and the memory limit of this container (512 MiB,"
                        + " cgroup /sys/fs/cgroup/box) leaves 412 MiB; raise the limit or choose a smaller load.");
    }
}
