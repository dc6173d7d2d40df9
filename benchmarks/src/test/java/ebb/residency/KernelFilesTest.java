// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.residency.KernelFiles.MemInfo;
import org.junit.jupiter.api.Test;

class KernelFilesTest {
    private static final String STATUS = """
            Name:	java
            Umask:	0022
            State:	S (sleeping)
            VmPeak:	 3612332 kB
            VmSize:	 3546796 kB
            VmLck:	       0 kB
            VmHWM:	  512340 kB
            VmRSS:	  204800 kB
            RssAnon:	  192476 kB
            Threads:	21
            """;

    private static final String ROLLUP = """
            562d0a1f0000-7ffe1d9f2000 ---p 00000000 00:00 0                          [rollup]
            Rss:              223960 kB
            Pss:              209123 kB
            Pss_Dirty:        192476 kB
            Anonymous:        192476 kB
            KSM:                   0 kB
            LazyFree:           1028 kB
            AnonHugePages:      4096 kB
            ShmemPmdMapped:        0 kB
            Swap:                 12 kB
            SwapPss:               8 kB
            Locked:                0 kB
            """;

    private static final String MEMINFO = """
            MemTotal:       24684092 kB
            MemFree:        24049860 kB
            MemAvailable:   24150940 kB
            Buffers:           12345 kB
            HugePages_Total:       0
            """;

    @Test
    void statusIsReadInBytes() {
        assertThat(KernelFiles.Status.parse(STATUS)).isEqualTo(new KernelFiles.Status(524_636_160L, 209_715_200L));
    }

    @Test
    void rollupIsReadInBytes() {
        assertThat(KernelFiles.Rollup.parse(ROLLUP))
                .isEqualTo(new KernelFiles.Rollup(229_335_040L, 1_052_672L, 4_194_304L, 12_288L));
    }

    @Test
    void memInfoIsReadInBytes() {
        assertThat(MemInfo.parse(MEMINFO)).isEqualTo(new MemInfo(25_276_510_208L, 24_730_562_560L));
        assertThat(MemInfo.read().available())
                .isPositive()
                .isLessThanOrEqualTo(MemInfo.read().total());
    }

    @Test
    void missingLineIsNamed() {
        assertThatThrownBy(() -> KernelFiles.Rollup.parse(ROLLUP.replace("LazyFree", "Lazy")))
                .isInstanceOf(EbbException.class)
                .hasMessage("This kernel's /proc/self/smaps_rollup has no line 'LazyFree:': Ebb needs Linux 4.14 or"
                        + " newer.");
    }

    @Test
    void lineThatIsNoNumberIsNamed() {
        assertThatThrownBy(() -> KernelFiles.Status.parse(STATUS.replace("204800", "many")))
                .isInstanceOf(EbbException.class)
                .hasMessage("The line 'VmRSS:\t  many kB' of /proc/self/status is not a number of kB.");
        assertThatThrownBy(() -> KernelFiles.Status.parse("VmHWM: 1 kB\nVmRSS: 12"))
                .hasMessage("The line 'VmRSS: 12' of /proc/self/status is not a number of kB.");
    }

    @Test
    void lastLineMayLackItsEnd() {
        assertThat(KernelFiles.Status.parse("VmRSS: 1 kB\nVmHWM: 2 kB")).isEqualTo(new KernelFiles.Status(2048, 1024));
    }
}
