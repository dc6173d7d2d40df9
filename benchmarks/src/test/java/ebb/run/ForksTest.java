// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForksTest {
    private static final Path RUN = Path.of("/nowhere/runs/20260309-080706");

    @Test
    void onlyTheForkOfThatRunIsEnded() throws Exception {
        Process orphan = process("-Debb.run=" + RUN);
        Process other = process("-Debb.run=" + RUN + "-2");
        try {
            Forks.endOrphans(RUN);

            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(orphan.exitValue()).isEqualTo(137);
            assertThat(other.isAlive()).isTrue();
        } finally {
            orphan.destroyForcibly();
            other.destroyForcibly();
        }
    }

    /** Waits for input that never comes, with an argument as a fork has it. */
    private static Process process(String argument) throws Exception {
        return new ProcessBuilder("sh", "-c", "read line", "sh", argument).start();
    }
}
