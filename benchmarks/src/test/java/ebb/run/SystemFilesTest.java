// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFilesTest {
    @TempDir
    private Path cpus;

    @Test
    void cpuAndHugePagesAreRead() {
        assertThat(SystemFiles.cpu("processor\t: 0\nmodel name\t: A CPU @ 2.00GHz\nmodel name\t: other\n"))
                .isEqualTo("A CPU @ 2.00GHz");
        assertThat(SystemFiles.chosen("always [madvise] never\n")).isEqualTo("madvise");
        assertThat(SystemFiles.chosen("")).isEqualTo("unknown");
    }

    @Test
    void swapUsedIsWhatIsNotFree() {
        assertThat(SystemFiles.swap("MemFree: 5 kB\nSwapCached:  7 kB\nSwapTotal:   2000 kB\nSwapFree:    1500 kB\n"))
                .isEqualTo(new Environment.Swap(2_048_000, 512_000));
        assertThat(SystemFiles.swap("MemFree: 5 kB\n")).isEqualTo(new Environment.Swap(0, 0));
    }

    @Test
    void everyGovernorIsNamedOnce() throws Exception {
        assertThat(SystemFiles.governor(cpus)).isNull();
        assertThat(SystemFiles.governor(cpus.resolve("missing"))).isNull();
        governor("cpu0", "powersave");
        governor("cpu1", "performance");
        governor("cpu10", "powersave");
        Files.createDirectory(cpus.resolve("cpu2"));
        Files.createDirectory(cpus.resolve("cpuidle"));
        assertThat(SystemFiles.governor(cpus)).isEqualTo("performance,powersave");
    }

    private void governor(String cpu, String governor) throws Exception {
        Path folder = Files.createDirectories(cpus.resolve(cpu).resolve("cpufreq"));
        Files.writeString(folder.resolve("scaling_governor"), governor + "\n");
    }
}
