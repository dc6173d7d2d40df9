// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Environments;
import ebb.results.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {
    @TempDir
    private Path temp;

    @Test
    void aStepThatWasKilledIsGoneOnWithAndTidied() throws Exception {
        Path step = temp.resolve("steps/Burst.burst,glibc,600,fork1");
        assertThat(Steps.begun(step)).isEmpty();
        Path run = RunFolder.create(step, Environments.plain()).path();
        Path part = Files.createFile(run.resolve("forks/.ebb-123.part"));

        assertThat(Steps.begun(step)).contains(run);

        assertThat(part).doesNotExist();
    }
}
