// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.ForkAssignment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForksTest {
    private static final Path RUN = Path.of("/nowhere/runs/20260309-080706");

    @TempDir
    private Path temp;

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

    @Test
    void theForkOfAStepIsTheRunsToo() throws Exception {
        Process orphan = process("-Debb.run=" + RUN + "/steps/Burst.burst,glibc,600/20261126-080000");
        Process other = process("-Debb.run=" + RUN + "-2/steps/Burst.burst,glibc,600/20261126-080000");
        try {
            Forks.endOrphans(RUN);

            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).isTrue();
        } finally {
            orphan.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void theRunsForkIsFoundByWhateverPathTheFolderIsNamed() throws Exception {
        Path run = Files.createDirectory(temp.resolve("run"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), run);
        Process orphan = process("-Debb.run=" + run.toRealPath());
        try {
            Forks.endOrphans(link.resolve("../run/."));

            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void theRunsForkIsFoundWhereverTheFolderWasMoved() throws Exception {
        Path run = Files.createDirectory(temp.resolve("run"));
        Files.createDirectory(temp.resolve("other"));
        List<String> marks = ForkAssignment.marks(run);
        Process orphan = process(marks.get(marks.size() - 1));
        try {
            Path moved = Files.move(run, temp.resolve("moved"));
            Forks.endOrphans(temp.resolve("other"));
            assertThat(orphan.isAlive()).isTrue();

            Forks.endOrphans(moved);

            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            orphan.destroyForcibly();
        }
    }

    /** Waits for input that never comes, with an argument as a fork has it. */
    private static Process process(String argument) throws Exception {
        return new ProcessBuilder("sh", "-c", "read line", "sh", argument).start();
    }
}
