// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineIdTest {
    private static final long GIB = 1L << 30;

    @Test
    void theIdBeginsWithWhatAPersonCanRead() {
        assertThat(machine("Intel(R) Xeon(R) Processor", 8 * GIB, "6.18.5-1-amd64", "madvise"))
                .isEqualTo("intel-xeon-2c-8g-c51489b1");
        assertThat(machine("AMD Ryzen 9 7950X 16-Core Processor", 8 * GIB, "6.1", "never"))
                .startsWith("amd-ryzen-9-7950x-2c-8g-");
        assertThat(machine("Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz", 8 * GIB, "6.1", "never"))
                .startsWith("intel-core-i7-8650u-2c-8g-");
        assertThat(machine("???", 8 * GIB, "6.1", "never")).startsWith("cpu-2c-8g-");
    }

    @Test
    void itIsTheSameAfterARebootOrAnUpdateOfTheSameKernel() {
        String id = machine("A", 8 * GIB, "6.18.5-1-amd64", "madvise");

        assertThat(machine("A", 8 * GIB - (100 << 20), "6.18.9-2-amd64", "madvise"))
                .isEqualTo(id);
    }

    /** On a machine of 24 GiB the kernel reports 23.4 or 23.6. */
    @ParameterizedTest
    @CsvSource({
        "0.4, 1",
        "1, 1",
        "1.9, 2",
        "2.9, 3",
        "3.8, 4",
        "7.6, 8",
        "8, 8",
        "11.7, 12",
        "23.4, 24",
        "23.6, 24",
        "31.1, 32",
        "62.7, 64",
        "377, 384",
        "1510, 1536"
    })
    void memoryCountsAsItIsSold(double memory, int sold) {
        assertThat(machine("A", (long) (memory * GIB), "6.18.5", "madvise")).startsWith("a-2c-" + sold + "g-");
    }

    @Test
    void whateverChangesResultsChangesIt() {
        String id = machine("A", 8 * GIB, "6.18.5", "madvise");

        assertThat(machine("A", 8 * GIB, "6.19.0", "madvise")).isNotEqualTo(id);
        assertThat(machine("A", 8 * GIB, "6.18.5", "always")).isNotEqualTo(id);
        assertThat(machine("A", 16 * GIB, "6.18.5", "madvise")).isNotEqualTo(id);
        assertThat(machine("B", 8 * GIB, "6.18.5", "madvise")).isNotEqualTo(id);
        assertThat(new MachineId("A", 2, 8 * GIB, "6.18.5", "madvise", "glibc 2.41", "amd64").text())
                .isNotEqualTo(id);
        assertThat(new MachineId("A", 2, 8 * GIB, "6.18.5", "madvise", "glibc 2.36", "aarch64").text())
                .isNotEqualTo(id);
        assertThat(new MachineId("A", 4, 8 * GIB, "6.18.5", "madvise", "glibc 2.36", "amd64").text())
                .isNotEqualTo(id);
    }

    private static String machine(String cpu, long memory, String kernel, String hugePages) {
        return new MachineId(cpu, 2, memory, kernel, hugePages, "glibc 2.36", "amd64").text();
    }
}
