// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The jar itself, given what cannot work: one sentence, a non-zero exit, no stack trace, nothing measured is lost. */
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {
    @TempDir
    private Path temp;

    @Test
    void anUnknownAllocator() throws Exception {
        assertRefused("There is no allocator 'glibcc'. Did you mean glibc?", "Burst", "-p", "allocator=glibcc");
    }

    @Test
    void anUnknownScenario() throws Exception {
        assertRefused(
                "There is no scenario 'qick'. Did you mean quick?",
                "Burst",
                "-p",
                "allocator=glibc",
                "-p",
                "scenario=qick");
    }

    @Test
    void noForks() throws Exception {
        assertRefused("-f 0 cannot work: ", "Burst", "-f", "0");
    }

    @Test
    void brokenToml() throws Exception {
        Path file = Files.writeString(temp.resolve("mine.toml"), "[[allocator]]\nid = \n");

        assertRefused(file + ":2", "--allocators", file.toString());
    }

    @Test
    void aFileThatIsNoLibrary() throws Exception {
        Path file = Files.writeString(temp.resolve("lib.so"), "text");

        assertRefused("Allocator " + file + " is not available: ", "Burst", "-p", "allocator=" + file);
    }

    @Test
    void aFolderThatCannotBeMade() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertRefused(
                "The run folder cannot be made in " + file, "Burst", "-p", "allocator=glibc", "--out", file + "/x");
    }

    @Test
    void aForkThatCannotStartIsReported() throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "1",
                "-p",
                "allocator=glibc",
                "-p",
                "scenario=null",
                "-jvmArgs",
                "-XX:+NoSuchFlag");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith(
                        "Burst.burst (allocator = glibc, scenario = null), fork 1 failed: it ended with exit code 1;"
                                + " its output begins: Unrecognized VM option 'NoSuchFlag'")
                .containsOnlyOnce("\n");
    }

    @Test
    void aForkThatHangsIsEndedByNameAndTheRunGoesOn() throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "1",
                "-p",
                "allocator=glibc,glibc-arena1",
                "-p",
                "scenario=null",
                "--start-limit",
                "1",
                // A JVM that waits for a debugger before it runs anything.
                "-jvmArgs",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("(allocator = glibc, scenario = null), fork 1 failed: it did not reach its first iteration"
                        + " within 1 s and was ended")
                .contains("(allocator = glibc-arena1, scenario = null), fork 1 failed: it did not reach");
        try (var runs = Files.list(temp.resolve("runs"))) {
            Path run = runs.findFirst().orElseThrow();
            JsonArray failures = JsonParser.parseString(Files.readString(run.resolve("failures.json")))
                    .getAsJsonArray();
            assertThat(failures).hasSize(2);
            JsonObject first = failures.get(0).getAsJsonObject();
            JsonObject row = first.getAsJsonObject("row");
            assertThat(row.get("benchmark").getAsString()).isEqualTo("ebb.load.Burst.burst");
            assertThat(row.getAsJsonObject("params").get("scenario").getAsString())
                    .isEqualTo("null");
            assertThat(first.get("why").getAsString())
                    .startsWith("it did not reach its first iteration within 1 s and was ended;");
        }
    }

    @Test
    void aFullDiskUnderTheOutputIsNoSuccess() throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(
                temp, "Burst", "-f", "1", "-p", "allocator=glibc", "-p", "scenario=null", "-o", "/dev/full");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(
                        "Not everything could be written to -o /dev/full: its disk is full, or it was taken away; the"
                                + " run folder has all results.\n");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void anInterruptedRunKeepsWhatIsDone() throws Exception {
        Path file = Files.writeString(
                temp.resolve("short.toml"), "[[scenario]]\nname = \"short\"\nlike = \"null\"\nidle = 1\n");
        EbbProcess process = EbbProcess.start(
                temp,
                "Burst",
                "-f",
                "50",
                "-p",
                "allocator=glibc",
                "-p",
                "scenario=short",
                "--scenarios",
                file.toString());
        Path runs = temp.resolve("runs");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EbbProcess.SECONDS);
        while (!firstForkIsKept(runs) && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        assertThat(process.isAlive()).as(process::err).isTrue();
        process.signal("INT");
        EbbProcess.Ended ended = process.ended();

        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.err().strip())
                .matches("Interrupted: \\d+ of 50 forks are done and kept in (" + runs
                        + "/[-0-9]+); --resume \\1 goes on with the others\\.");
        try (var folders = Files.list(runs)) {
            Path result = folders.findFirst().orElseThrow().resolve("result.json");
            assertThat(Files.readString(result)).contains("\"rss.retained\"");
        }
        assertThat(process.descendants()).isEmpty();
    }

    private static boolean firstForkIsKept(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return false;
        }
        try (var files = Files.walk(runs)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("001,")
                    && file.getFileName().toString().endsWith(".json"));
        }
    }

    private void assertRefused(String sentence, String... arguments) throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(temp, arguments);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith(sentence).containsOnlyOnce("\n");
        assertThat(ended.out()).isEmpty();
    }
}
