// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ebb.results.ResultRow;
import ebb.results.RunData;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** docs/cluster/slurm.sh under a real Slurm, by measure/slurm.sh: an array of 4 tasks, of which one is killed and requeued. */
@Execution(ExecutionMode.CONCURRENT)
class SlurmIT {
    private static final List<String> PROGRAMS = List.of("munged", "slurmctld", "slurmd", "sbatch");

    @TempDir
    private Path temp;

    @Test
    void fourTasksAreTheRunOfOneMachineThoughOneWasKilled() throws Exception {
        if ("required".equals(System.getProperty("ebb.slurm"))) {
            assertThat(PROGRAMS).allMatch(SlurmIT::isThere);
        }
        assumeThat(PROGRAMS).allMatch(SlurmIT::isThere);
        Path said = temp.resolve("said.txt");
        Path merged = Files.createDirectory(temp.resolve("merged"));
        Process process = new ProcessBuilder(
                        EbbProcess.jar().resolveSibling("measure/slurm.sh").toString(), merged.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(EbbProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroy(); // it then ends its daemons and tasks
        }

        String text = Files.readString(said);
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text)
                .contains("Task 2 was killed and requeued with 1 of its 2 forks done")
                .contains("shard 2/4: rounds 2, 6, ...\n# Resumed: 1 of 2 forks were done before\n")
                .containsOnlyOnce("# Resumed")
                .contains("Merged 4 shards, 1 row, 6 rounds: merged\n");
        // What the same command plans on one machine: its row in rounds 1 to 6.
        assertThat(RunData.read(merged).rows().stream().map(ResultRow::rounds))
                .containsExactly(List.of(1, 2, 3, 4, 5, 6));
    }

    private static boolean isThere(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
