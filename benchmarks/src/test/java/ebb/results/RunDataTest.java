// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDataTest {
    private static final String RESULT = """
            [{"jmhVersion": "1.37", "benchmark": "a.B.c", "mode": "ss", "threads": 1, "jvmArgs": [], "jdkVersion": "17",
              "warmupIterations": 0, "warmupTime": "single-shot", "warmupBatchSize": 1,
              "measurementIterations": 1, "measurementTime": "single-shot", "measurementBatchSize": 1,
              "params": {"p": "1"},
              "primaryMetric": {"score": 1.5, "scoreUnit": "s/op", "rawData": [[1.0], [2.0]]},
              "secondaryMetrics": {}}]
            """;
    private static final String ROUNDS =
            "[{\"row\": {\"benchmark\": \"a.B.c\", \"mode\": \"ss\", \"threads\": 1, \"params\": {\"p\": \"1\"}}, \"rounds\": [1, 3]}]";

    @TempDir
    private Path temp;

    @Test
    void aRunFolderIsReadWithItsEnvironmentAndRounds() throws Exception {
        write("result.json", RESULT);
        Environment environment = new Environments.Edit(Environments.plain())
                .machine("xeon-2c-ab12")
                .done();
        write("environment.json", Json.text(environment));
        write("rounds.json", ROUNDS);

        RunData run = RunData.read(temp);

        assertThat(run.rows().get(0).rounds()).containsExactly(1, 3);
        assertThat(run.machine()).contains("xeon-2c-ab12");
        assertThat(run.environment()).contains(environment);
        assertThat(RunData.read(temp.resolve("result.json")).rows()).isEqualTo(run.rows());
    }

    @Test
    void aFileAloneHasNoEnvironment() throws Exception {
        write("result.json", RESULT);

        assertThat(RunData.read(temp.resolve("result.json")).machine()).isEmpty();
    }

    @Test
    void aRunThatHasNotEnded() {
        assertRefused(temp + " has no result.json: it is no run folder, or that run has not ended (a run is continued"
                + " with --resume " + temp + ").");
    }

    @Test
    void aBrokenEnvironment() throws Exception {
        write("result.json", RESULT);
        write("environment.json", "{\"machine\": \"xe");
        assertRefused(
                temp
                        + "/environment.json was not written by this version of Ebb (it is cut short or no JSON of this form): give another run.");
        write("environment.json", "[]");
        assertRefused(
                temp + "/environment.json was not written by this version of Ebb (it is no object): give another run.");
    }

    @Test
    void roundsThatDoNotFit() throws Exception {
        write("result.json", RESULT);
        write("rounds.json", ROUNDS.replace("[1, 3]", "[1, 2, 3]"));
        assertRefused(temp + "/rounds.json names 3 forks of B.c (p = 1), mode ss, 1 thread, and result.json has 2;"
                + " give another run.");
        write("rounds.json", ROUNDS.replace("rounds", "round"));
        assertRefused(
                temp + "/rounds.json was not written by this version of Ebb (it has no 'rounds'): give another run.");
        write("rounds.json", "[null]");
        assertRefused(
                temp + "/rounds.json was not written by this version of Ebb (it is no object): give another run.");
    }

    @Test
    void anInterruptedRunAmongOthersIsLeftOut() throws Exception {
        Path whole = Files.writeString(temp.resolve("whole.json"), RESULT);
        Path interrupted = Files.createDirectory(temp.resolve("interrupted"));
        List<String> notes = new ArrayList<>();

        List<RunData> read = RunData.readAll(List.of(interrupted, whole), notes::add);

        assertThat(read).extracting(RunData::source).containsExactly(whole);
        assertThat(notes)
                .containsExactly("Left out: " + interrupted + " has no result.json: it is no run folder, or that run"
                        + " has not ended (a run is continued with --resume " + interrupted + ").");
        assertThatThrownBy(() -> RunData.readAll(List.of(interrupted, temp.resolve("none")), notes::add))
                .hasToString("None of the 2 runs can be read; of the first: " + interrupted
                        + " has no result.json: it is"
                        + " no run folder, or that run has not ended (a run is continued with --resume " + interrupted
                        + ").");
        assertThatThrownBy(() -> RunData.readAll(List.of(temp.resolve("none")), notes::add))
                .hasMessageStartingWith(temp.resolve("none") + " cannot be read");
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> RunData.read(temp)).hasToString(sentence);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(temp.resolve(name), text);
    }
}
