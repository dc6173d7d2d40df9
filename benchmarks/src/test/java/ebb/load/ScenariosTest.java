// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.base.TomlFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenariosTest {
    /** The whole of a scenario, a field a line: line 2 is the name. */
    private static final String WHOLE = """
            [[scenario]]
            name = "mine"
            about = "one line"
            events = 7
            tokens = 11
            fixed-tokens = true
            permits = 3
            workers = 2
            payload = 4097
            buffers-request = 5
            buffers-response = 6
            buffer-min = 65
            buffer-max = 129
            hold-min-ms = 1.5
            hold-max-ms = 2.25
            topology = "reaper"
            survivors = 0.05
            churn = 0.5
            idle = 9
            warm-bursts = 2
            bursts = 4
            seed = -13
            check = "task"
            """;

    @Test
    void everyFieldIsRead() {
        Scenario scenario = read(WHOLE).find("mine");

        assertThat(scenario)
                .isEqualTo(new Scenario(
                        "mine",
                        "one line",
                        7,
                        11,
                        true,
                        3,
                        2,
                        4097,
                        5,
                        6,
                        65,
                        129,
                        1.5,
                        2.25,
                        Scenario.Topology.REAPER,
                        0.05,
                        0.5,
                        Scenario.Check.TASK,
                        9,
                        2,
                        4,
                        -13));
        assertThat(scenario.idleNanoseconds()).isEqualTo(9_000_000_000L);
    }

    @Test
    void aScenarioLikeAnotherHasItsValuesButForItsOwn() {
        Scenarios scenarios = read(WHOLE + "[[scenario]]\nname = \"other\"\nlike = \"mine\"\nevents = 0\n");

        assertThat(scenarios.find("other"))
                .isEqualTo(new Scenario(
                        "other",
                        "",
                        0,
                        11,
                        true,
                        3,
                        2,
                        4097,
                        5,
                        6,
                        65,
                        129,
                        1.5,
                        2.25,
                        Scenario.Topology.REAPER,
                        0.05,
                        0.5,
                        Scenario.Check.TASK,
                        9,
                        2,
                        4,
                        -13));
    }

    @Test
    void theBundledOnesAreThere() {
        List<String> names =
                Scenarios.load(List.of()).all().stream().map(Scenario::name).toList();

        assertThat(names)
                .containsExactly(
                        "quick",
                        "article",
                        "again",
                        "pinned",
                        "reaper",
                        "exited",
                        "same-thread",
                        "large",
                        "null",
                        "cures",
                        "self-test",
                        "self-test-again",
                        "self-test-worse");
        assertThat(Scenarios.load(List.of()).find("article").events()).isEqualTo(100_000);
        assertThat(Scenarios.load(List.of()).find("null").events()).isZero();
        assertThat(Scenarios.load(List.of()).find("pinned").survivors()).isEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    events = 7          | events = -1        | file:4: 'events' is -1 and must be from 0 to 1000000000.
                    tokens = 11         | tokens = "many"    | file:5: 'tokens' must be a whole number.
                    workers = 2         | workers = 257      | file:8: 'workers' is 257 and must be from 1 to 256.
                    buffer-max = 129    | buffer-max = 64    | file:13: 'buffer-max' must not be below 'buffer-min'.
                    hold-max-ms = 2.25  | hold-max-ms = nan  | file:15: 'hold-max-ms' is NaN and must be from 0 to 10000.
                    topology = "reaper" | topology = "reper" | file:16: 'reper' is not one of stealing, same-thread, reaper, exited. Did you mean reaper?
                    check = "task"      | check = "htpt"     | file:23: 'htpt' is not one of http, task. Did you mean http?
                    warm-bursts = 2     | warm-bursts = -1   | file:20: 'warm-bursts' is -1 and must be from 0 to 1000.
                    idle = 9            | idel = 9           | file:19: 'idel' is not known here. Did you mean idle?
                    idle = 9            |                    | file:1: This scenario needs 'idle', or 'like' with the name of one that has it.
                    name = "mine"       | name = "A b"       | file:2: 'A b' is no name: use lower-case letters, digits, dots, hyphens, underscores.
                    about = "one line"  | like = "quik"      | file:3: There is no scenario 'quik' before this one.
                    """)
    void aWrongFieldIsNamedWithItsLine(String line, String wrong, String sentence) {
        String toml = WHOLE.replace(line + "\n", wrong == null ? "" : wrong + "\n");

        assertThatThrownBy(() -> read(toml)).isInstanceOf(EbbException.class).hasMessage(sentence);
    }

    @Test
    void theSameNameTwiceIsRefused() {
        assertThatThrownBy(() -> read(WHOLE + WHOLE))
                .hasMessage("file:25: There is a scenario 'mine' already; choose another name.");
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Scenarios.load(List.of()).find("quik"))
                .isInstanceOf(EbbException.class)
                .hasMessage("There is no scenario 'quik'. Did you mean quick?"
                        + " Your own come with --scenarios FILE.toml.");
    }

    @Test
    void theEstimateIsAboveWhatIsLiveWithAllPermitsInFlight() {
        Scenario article = Scenarios.load(List.of()).find("article");
        // Half of the 1,455,866,178 bytes of the service's heap profile: its events had 1,000 tokens, not up to that.
        assertThat(article.estimatedPeakBytes()).isBetween(1_000_000_000L, 2_000_000_000L);
        // A JVM alone.
        assertThat(Scenarios.load(List.of()).find("null").estimatedPeakBytes()).isEqualTo(256L << 20);
    }

    @Test
    void anEstimateBeyondEveryMachineIsTheLargestNumberAndNotANegativeOne() {
        Scenario huge = read(WHOLE.replace("events = 7", "events = 1000000000")
                        .replace("tokens = 11", "tokens = 1000000")
                        .replace("permits = 3", "permits = 1000000")
                        .replace("buffer-max = 129", "buffer-max = 1073741824"))
                .find("mine");
        assertThat(huge.estimatedPeakBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLongestTimeHasEveryWaitEveryTaskTheIdlePeriodsAndTheLadder() {
        // 2 warm bursts and 4 others of 3 rounds of permits, two waits of 2.25 ms each, and 77 tasks of 0.1 ms; 9 s of
        // idle after the last warm one and each of the others; 60 s for the ladder.
        assertThat(read(WHOLE).find("mine").longestSeconds())
                .isEqualTo(6 * (3 * 2 * 0.00225 + 77 * 1e-4) + 5 * 9.0 + 60);
        assertThat(read(WHOLE.replace("warm-bursts = 2", "warm-bursts = 0"))
                        .find("mine")
                        .longestSeconds())
                .isEqualTo(4 * (3 * 2 * 0.00225 + 77 * 1e-4) + 4 * 9.0 + 60);
    }

    @Test
    void theTypicalTimeHasLessForEachTask() {
        assertThat(read(WHOLE).find("mine").typicalSeconds())
                .isEqualTo(6 * (3 * 2 * 0.00225 + 77 * 1e-5) + 5 * 9.0 + 5);
    }

    @Test
    void aHealthCheckIsAnHttpRequestWhereTheFileDoesNotSay() {
        assertThat(read(WHOLE.replace("check = \"task\"\n", "")).find("mine").check())
                .isEqualTo(Scenario.Check.HTTP);
        assertThat(Scenarios.load(List.of()).find("quick").check()).isEqualTo(Scenario.Check.HTTP);
    }

    @Test
    void warmBurstsMayBeLeftOut() {
        assertThat(read(WHOLE.replace("warm-bursts = 2\n", "")).find("mine").warmBursts())
                .isZero();
        assertThat(Scenarios.load(List.of()).find("quick").warmBursts()).isZero();
        assertThat(Scenarios.load(List.of()).find("again").warmBursts()).isEqualTo(2);
        assertThat(Scenarios.load(List.of()).find("again").bursts()).isEqualTo(2);
    }

    private static Scenarios read(String toml) {
        return Scenarios.of(TomlFile.parse("file", toml));
    }
}
