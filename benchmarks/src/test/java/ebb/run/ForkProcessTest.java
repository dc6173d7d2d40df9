// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.run.ForkProcess.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkProcessTest {
    @TempDir
    private Path temp;

    @Test
    void aThreadsNameTellsThePhase() throws Exception {
        thread("101", "java");
        assertThat(ForkProcess.phase(temp)).isEqualTo(Phase.STARTING);

        thread("102", "ebb-burst");
        assertThat(ForkProcess.phase(temp)).isEqualTo(Phase.BURST);

        thread("102", "ebb-idle");
        assertThat(ForkProcess.phase(temp)).isEqualTo(Phase.IDLE);

        thread("102", "ebb-rest");
        assertThat(ForkProcess.phase(temp)).isEqualTo(Phase.REST);

        thread("102", "ebb-ladder");
        assertThat(ForkProcess.phase(temp)).isEqualTo(Phase.LADDER);
    }

    @Test
    void aProcessThatIsGoneIsNoError() {
        assertThat(ForkProcess.phase(temp.resolve("gone"))).isEqualTo(Phase.STARTING);
    }

    /** An idle period that another burst follows ends no turn. */
    @Test
    void theLastBurstIsOverOnlyInTheLastIdlePeriod() {
        assertThat(Phase.values()).filteredOn(Phase::isAfterBursts).containsExactly(Phase.REST, Phase.LADDER);
    }

    private void thread(String id, String name) throws Exception {
        Files.writeString(Files.createDirectories(temp.resolve(id)).resolve("comm"), name + "\n");
    }
}
