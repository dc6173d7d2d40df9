// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.compare.SelfTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The positive control of what compare says, in real forks; and one of the control itself. */
@Execution(ExecutionMode.CONCURRENT)
class SelfTestIT {
    private static final String AGAIN = SelfTest.SCENARIOS.get(1);
    private static final String WORSE = SelfTest.SCENARIOS.get(2);

    @TempDir
    private Path temp;

    @Test
    void whatIsWorseIsFoundAndWhereNothingIsItSaysSo() throws Exception {
        EbbProcess.Ended found = EbbProcess.run(temp, "self-test", "-f", "5");

        assertThat(found.out())
                .as(found.err())
                .containsPattern("\\nNothing changed, 5 forks: rss\\.retained .*, no difference shown\\.\\n")
                .containsPattern("\\nMade worse, 5 forks: rss\\.retained \\+.*, worse\\.\\n");
        // Where other tests keep the cores busy nobody can tell whether a burst takes longer.
        assertThat(found.code()).isEqualTo(found.out().contains("\nWhat was made worse was found, and") ? 0 : 1);

        Path run = Path.of(found.out()
                .substring(found.out().lastIndexOf("Results: ") + "Results: ".length())
                .strip());
        exchange(run.resolve("result.json"));
        exchange(run.resolve("rounds.json"));
        EbbProcess.Ended missed = EbbProcess.read(temp, "self-test", run.toString());

        assertThat(missed.code()).isEqualTo(1);
        assertThat(missed.out())
                .containsPattern("\\nMade worse, 5 forks: rss\\.retained .*, no difference shown\\.\\n")
                .containsPattern("\\nNothing changed, 5 forks: rss\\.retained .*, worse\\.\\n")
                .contains("\n5 forks did not tell here what is worse from what is the same: ");
    }

    /** As if nothing had been injected into the third burst, and all of it into the second. */
    private static void exchange(Path file) throws Exception {
        String other = "\"other\"";
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"" + AGAIN + "\"", other)
                        .replace("\"" + WORSE + "\"", "\"" + AGAIN + "\"")
                        .replace(other, "\"" + WORSE + "\""));
    }
}
