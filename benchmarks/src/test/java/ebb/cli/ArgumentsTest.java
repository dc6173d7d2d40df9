// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.run.Schedule;
import ebb.run.Schedule.Order;
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

    @Test
    void roundsAreTheDefaultWithASeedOfTheirOwn() {
        Schedule schedule = Arguments.parse(List.of("Burst")).launch().schedule();

        assertThat(schedule.order()).isEqualTo(Order.ROUNDS);
        assertThat(schedule.seed()).isBetween(0L, 999_999L);
    }

    @Test
    void orderAndSeedAreTaken() {
        assertThat(Arguments.parse(List.of("--seed", "12", "Burst")).launch().schedule())
                .isEqualTo(new Schedule(Order.ROUNDS, 12));
        assertThat(Arguments.parse(List.of("--order=sequential"))
                        .launch()
                        .schedule()
                        .order())
                .isEqualTo(Order.SEQUENTIAL);
    }

    @Test
    void wrongOrdersAndSeedsAreRefused() {
        assertRefused("--order shuffled is neither rounds nor sequential.", "--order", "shuffled");
        assertRefused("--seed -1 is not a whole number from 0 to 999999999999999.", "--seed=-1");
        assertRefused("--seed 1234567890123456 is not a whole number from 0", "--seed", "1234567890123456");
        assertRefused(
                "--seed has nothing to shuffle with --order sequential: leave out one of them.",
                "--order",
                "sequential",
                "--seed",
                "1");
    }

    @Test
    void resumeIsNoPartOfTheCommand() {
        Arguments arguments = Arguments.parse(List.of("Burst", "--resume", "runs/1", "-f", "2"));

        assertThat(arguments.launch().resume()).contains(Path.of("runs/1"));
        assertThat(arguments.launch().commandLine()).containsExactly("Burst", "-f", "2");
        assertThat(arguments.rest()).containsExactly("Burst", "-f", "2");
    }

    private static void assertRefused(String sentence, String... arguments) {
        assertThatThrownBy(() -> Arguments.parse(List.of(arguments)))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith(sentence);
    }
}
