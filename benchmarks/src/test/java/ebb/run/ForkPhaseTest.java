// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkPhaseTest {
    @TempDir
    private Path tasks;

    @Test
    void aThreadsNameTellsThePhase() throws Exception {
        thread("101", "java");
        assertThat(ForkPhase.of(tasks)).hasToString("starting");

        thread("102", "ebb-burst");
        assertThat(ForkPhase.of(tasks)).hasToString("burst");

        thread("102", "ebb-idle");
        assertThat(ForkPhase.of(tasks)).hasToString("idle");
    }

    @Test
    void aProcessThatIsGoneIsNoError() {
        assertThat(ForkPhase.of(tasks.resolve("gone"))).isEqualTo(ForkPhase.STARTING);
    }

    private void thread(String id, String name) throws Exception {
        Files.writeString(Files.createDirectories(tasks.resolve(id)).resolve("comm"), name + "\n");
    }
}
