// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/nightly.sh with a java that answers as it is told. */
class NightlyTest {
    private static final String WORSE = "exit 1";

    @TempDir
    private Path temp;

    private record Ended(int code, String out) {}

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(temp.resolve("docs"));
        Files.createDirectories(temp.resolve("results/runs/night"));
        Files.copy(Path.of("../docs/nightly.sh"), temp.resolve("docs/nightly.sh"));
        Files.writeString(temp.resolve("results/runs/night/environment.json"), "{\"commit\": \"a\"}\n");
    }

    @Test
    void aGoodNightSaysNothingAndCounts() throws Exception {
        assertThat(night("echo No regression.", WORSE)).isEqualTo(new Ended(0, ""));
        assertThat(temp.resolve("results/nights.txt")).content().endsWith(" results/runs/night\n");
    }

    @Test
    void aRegressionThatIsConfirmedIsSaidAndNoNoise() throws Exception {
        assertThat(night("echo 1 regression.; exit 1", "echo Confirmed.; exit 1"))
                .isEqualTo(new Ended(1, "1 regression.\nConfirmed.\n"));
        assertThat(temp.resolve("results/nights.txt")).doesNotExist();
    }

    @Test
    void aRegressionThatIsNotConfirmedIsNotSaid() throws Exception {
        assertThat(night("echo 1 regression.; exit 1", "echo Not confirmed.")).isEqualTo(new Ended(0, ""));
    }

    /** Confirm finds nothing worse, and cannot run again what is not there. */
    @Test
    void whatOnlyTheBaselineHasIsSaid() throws Exception {
        String missing = "No regression.\nOnly in results/baselines/m: Burst.burst (allocator = mimalloc3).\n";

        assertThat(night("printf '" + missing + "'; exit 1", "echo Nothing got worse."))
                .isEqualTo(new Ended(2, missing + "Nothing got worse.\n"));
        assertThat(night("echo Only in results/runs/night: x.; exit 1", "echo Nothing got worse."))
                .isEqualTo(new Ended(0, ""));
    }

    @Test
    void whatCannotBeComparedIsSaid() throws Exception {
        assertThat(night("echo Incomparable.; exit 2", WORSE)).isEqualTo(new Ended(2, "Incomparable.\n"));
        assertThat(temp.resolve("results/nights.txt")).content().hasLineCount(1);
        // It was worse, and nothing says that it is not.
        assertThat(night("exit 1", "echo Incomparable.; echo why >&2; exit 2"))
                .isEqualTo(new Ended(2, "Incomparable.\nwhy\n"));
        assertThat(temp.resolve("results/nights.txt")).content().hasLineCount(1);
    }

    private Ended night(String compare, String confirm) throws Exception {
        Path java = Files.writeString(temp.resolve("java"), """
                #!/bin/sh
                case "$3" in
                    compare) %s ;;
                    confirm) %s ;;
                    *) echo Run folder: results/runs/night ;;
                esac
                """.formatted(compare, confirm));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path out = temp.resolve("out.txt");
        ProcessBuilder script = new ProcessBuilder("bash", "docs/nightly.sh")
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        script.environment().merge("PATH", temp.toString(), (path, here) -> here + ":" + path);
        Process process = script.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out));
    }
}
