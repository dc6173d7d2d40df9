// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.shim.EbbException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @Test
    void ebbsOptionsAreTakenOutAndJmhsStay() {
        List<String> all = List.of(
                "--out",
                "kept",
                "Burst",
                "-p",
                "allocator=a,b",
                "--allocators=x.toml",
                "-f",
                "2",
                "--start-limit",
                "7",
                "--scenarios",
                "s.toml",
                "--allocators",
                "y.toml");

        Arguments arguments = Arguments.parse(all);

        assertThat(arguments.rest()).containsExactly("Burst", "-p", "allocator=a,b", "-f", "2");
        assertThat(arguments.allocators()).containsExactly(Path.of("x.toml"), Path.of("y.toml"));
        assertThat(arguments.scenarios()).containsExactly(Path.of("s.toml"));
        assertThat(arguments.launch().out()).isEqualTo(Path.of("kept"));
        assertThat(arguments.launch().startLimit()).isEqualTo(Duration.ofSeconds(7));
        assertThat(arguments.launch().commandLine()).isEqualTo(all);
    }

    @Test
    void nothingIsTheDefaults() {
        Arguments arguments = Arguments.parse(List.of());

        assertThat(arguments.rest()).isEmpty();
        assertThat(arguments.launch().out()).isEqualTo(Path.of("results/runs"));
        assertThat(arguments.launch().startLimit()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void anOptionNeedsItsValue() {
        assertThatThrownBy(() -> Arguments.parse(List.of("Burst", "--out")))
                .isInstanceOf(EbbException.class)
                .hasMessage("--out needs a value; -h lists the options.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "86401", "-1", "1.5", "soon", ""})
    void aStartLimitIsWholeSecondsOfADay(String value) {
        assertThatThrownBy(() -> Arguments.parse(List.of("--start-limit=" + value)))
                .isInstanceOf(EbbException.class)
                .hasMessage("--start-limit " + value + " is not a number of seconds from 1 to 86400.");
    }
}
