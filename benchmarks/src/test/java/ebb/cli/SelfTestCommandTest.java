// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.compare.SelfTest;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What self-test says of runs that have been made, and its exit codes. */
class SelfTestCommandTest {
    private static final List<String> FORKS = List.of("1", "2", "3", "4", "5");

    @TempDir
    private Path temp;

    private final Calls ebb = new Calls();

    @Test
    void whatWasMadeWorseIsFound() throws Exception {
        write(FORKS, 0, 30);

        assertThat(selfTest()).isZero();
        assertThat(ebb.out())
                .contains(
                        "Nothing changed, 5 forks: rss.retained +0 MiB [",
                        "Made worse, 5 forks: rss.retained +30.00 MiB [")
                .contains(
                        "What was made worse was found, and what was not changed was not.", "Results: " + temp + "\n");
    }

    /** The control of the control: with nothing injected it fails, and so it does where what is the same differs. */
    @Test
    void whereNothingIsWorseItFails() throws Exception {
        write(FORKS, 0, 0);

        assertThat(selfTest()).isEqualTo(1);
        assertThat(ebb.out().replace('\n', ' '))
                .contains(
                        "5 forks did not tell here what is worse from what is the same: Made worse, 5 forks: burst.makespan");

        write(FORKS, 30, 30);
        assertThat(selfTest()).isEqualTo(1);
        assertThat(ebb.out().replace('\n', ' ')).contains("what is the same: Nothing changed, 5 forks: burst.makespan");
    }

    @Test
    void whatIsNoSuchRunIsRefused() throws Exception {
        write(FORKS.subList(0, 4), 0, 30);

        assertThat(selfTest()).isEqualTo(2);
        assertThat(ebb.err())
                .isEqualTo(temp + " has not 5 forks of each of self-test, self-test-again, self-test-worse: give a run"
                        + " that self-test has made.\n");
        assertThat(selfTest("-f", "10")).isEqualTo(2);
        assertThat(ebb.err())
                .isEqualTo("self-test " + temp + " reads what was measured, and -f is for measuring: leave out one of"
                        + " them.\n");
    }

    /** @param again what is added to the second burst's figures, 1 % of its length and MiB that it keeps; {@code worse} to the third's */
    private void write(List<String> forks, double again, double worse) throws IOException {
        RunText text = new RunText();
        List<Double> more = List.of(0.0, again, worse);
        for (int i = 0; i < more.size(); i++) {
            double added = more.get(i);
            text.row(
                    SelfTest.SCENARIOS.get(i),
                    values(forks, 1, 0),
                    metric("burst.makespan", "s", values(forks, 1 + added / 100, 1e-4)),
                    metric("rss.retained", "MiB", values(forks, 20 + added, 0.01)));
        }
        // RunText knows one scenario, and calls the allocator as it is told.
        Files.writeString(
                temp.resolve("result.json"),
                text.json()
                        .replaceAll(
                                "\"allocator\": \"([^\"]+)\", \"scenario\": \"quick\"",
                                "\"allocator\": \"glibc\", \"scenario\": \"$1\""));
        Files.writeString(
                temp.resolve("rounds.json"),
                SelfTest.SCENARIOS.stream()
                        .map(scenario -> """
                                {"row": {"benchmark": "ebb.load.Burst.burst", "mode": "ss", "threads": 1,
                                 "params": {"allocator": "glibc", "scenario": "%s"}}, "rounds": %s}""".formatted(scenario, forks))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static String values(List<String> forks, double middle, double step) {
        return forks.stream()
                .map(fork -> Double.toString(middle + step * Integer.parseInt(fork)))
                .collect(Collectors.joining(" "));
    }

    private int selfTest(String... options) {
        List<String> command = new ArrayList<>(List.of("self-test", temp.toString()));
        command.addAll(List.of(options));
        return ebb.run(command.toArray(String[]::new));
    }
}
