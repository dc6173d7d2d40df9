// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.Calls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the command cures measures of a library whose pages come back only when their owner asks for them: the call of
 * another thread has no effect. The run is interrupted, goes on, and is read again.
 */
@Execution(ExecutionMode.CONCURRENT)
class CuresIT {
    @TempDir
    private Path temp;

    @Test
    void aCallWithoutEffectIsNotRecommendedAndAnInterruptLosesNothing() throws Exception {
        EbbProcess process = EbbProcess.start(
                temp,
                "cures",
                "-p",
                "allocator=mine",
                "--allocators",
                catalog().toString(),
                "-p",
                "scenario=small-cures",
                "--scenarios",
                BurstRuns.SCENARIOS,
                "--seed",
                "1");
        Path runs = temp.resolve("runs");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EbbProcess.SECONDS);
        while (results(runs) == 0 && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        process.signal("INT");
        EbbProcess.Ended interrupted = process.ended();

        assertThat(interrupted.code()).as(interrupted.err()).isEqualTo(130);
        Path run;
        try (var folders = Files.list(runs)) {
            run = folders.findFirst().orElseThrow();
        }
        long kept = results(runs);
        assertThat(kept).isBetween(1L, 2L);
        assertThat(interrupted.err().lines().filter(line -> line.startsWith("Interrupted")))
                .containsExactly("Interrupted: " + kept + " of 3 forks are done and kept in " + run + "; --resume "
                        + run + " goes on with the others.");
        assertThat(process.descendants()).isEmpty();

        EbbProcess.Ended resumed = EbbProcess.resume(temp, run);

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("Resumed: " + kept + " of 3 forks were done before");
        String said = resumed.out().replaceAll("\\s+", " ");
        assertThat(said)
                .containsPattern(
                        "- mine kept \\d\\d+ MiB; with ebb_allocator_release_owner\\(\\) called by each worker that"
                                + " goes to sleep it kept \\d \\(mine-park\\); the burst used \\d")
                .doesNotContain("(mine-after)")
                .contains("One fork of each is a quick look");
        assertThat(resumed.out().lines().map(String::strip).filter(line -> line.matches("(\\* +)?mine.*[\\d-]")))
                .hasSize(3)
                .first()
                .asString()
                .contains("mine-park");

        assertThat(read(run)).isEqualTo(Files.readString(run.resolve("verdict.txt")));
    }

    private Path catalog() throws IOException {
        return Files.writeString(
                temp.resolve("mine.toml"),
                entry("mine", "")
                        + entry("mine-after", "release-after-burst = true")
                        + entry("mine-park", "release-on-park = \"owner\""));
    }

    private static String entry(String id, String more) {
        return "[[allocator]]\nid = \"" + id + "\"\nabout = \"a\"\nlibrary = \""
                + EbbProcess.jar().resolveSibling("native-shims/target/cmake/tests/libebb-known-owners.so") + "\"\n"
                + more + "\n";
    }

    /** How many forks have given one. */
    private static long results(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        try (var files = Files.walk(runs)) {
            return files.filter(file -> file.toString().endsWith(".ser.gz")).count();
        }
    }

    private static String read(Path run) {
        Calls ebb = new Calls();
        ebb.run("cures", run.toString());
        return ebb.out() + ebb.err();
    }
}
