// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.Json;
import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path temp;

    @Test
    void theQuickBurstNeedsNoWords() throws IOException {
        Commands commands = commands(Map.of("scenario", "quick"), "verdict");

        assertThat(commands).isEqualTo(Commands.QUICK);
        assertThat(commands.burst("a,b", " -f 5")).isEqualTo("java -jar benchmarks.jar Burst -p allocator=a,b -f 5");
        assertThat(commands.cures("a")).isEqualTo("java -jar benchmarks.jar cures -p allocator=a");
        assertThat(commands.scenario("a", "exited"))
                .isEqualTo("java -jar benchmarks.jar Burst -p allocator=a -p scenario=exited");
    }

    @Test
    void anotherBurstIsMeasuredAgainAndTheFilesAreGiven() throws IOException {
        Commands commands = commands(
                Map.of("scenario", "large", "thp", "never"),
                "--allocators",
                "mine.toml",
                "Burst",
                "--scenarios=my loads.toml",
                "-p",
                "scenario=large");

        assertThat(commands.burst("a", " -f 5"))
                .isEqualTo("java -jar benchmarks.jar Burst -p allocator=a -p scenario=large -p thp=never -f 5"
                        + " --allocators mine.toml --scenarios 'my loads.toml'");
        // Which knows of no other parameters.
        assertThat(commands.cures("a"))
                .isEqualTo("java -jar benchmarks.jar cures -p allocator=a -p scenario=large --allocators mine.toml"
                        + " --scenarios 'my loads.toml'");
    }

    /** It is of what the burst takes without one, and refused alone. */
    @Test
    void aShareOfALimitIsMeasuredWithWhatItIsOf() throws IOException {
        assertThat(commands(Map.of("limit", "90%"), "Burst").burst("a", ""))
                .isEqualTo("java -jar benchmarks.jar Burst -p allocator=a -p limit=none,90%");
        assertThat(commands(Map.of("limit", "600"), "Burst").burst("a", ""))
                .isEqualTo("java -jar benchmarks.jar Burst -p allocator=a -p limit=600");
    }

    @Test
    void aRunThatTellsNoCommandAddsNothing() throws IOException {
        assertThat(commands(Map.of("scenario", "quick"), Environments.plain().portable()))
                .isEqualTo(Commands.QUICK);
    }

    private Commands commands(Map<String, String> load, String... commandLine) throws IOException {
        return commands(
                load,
                new Environments.Edit(Environments.plain())
                        .commandLine(List.of(commandLine))
                        .done());
    }

    private Commands commands(Map<String, String> load, Environment environment) throws IOException {
        Files.writeString(
                temp.resolve("result.json"), new RunText().row("glibc", "1").json());
        Files.writeString(temp.resolve("environment.json"), Json.text(environment));
        return Commands.of(List.of(RunData.read(temp)), new RowKey("ebb.load.Burst.burst", "ss", 1, load));
    }
}
