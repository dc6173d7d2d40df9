// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a wrong command line is answered with; nothing here starts a fork. */
class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path temp;

    @Test
    void theNearestAllocatorIsOffered() {
        assertRefused("There is no allocator 'glibcc'. Did you mean glibc?", "Burst", "-p", "allocator=glibcc");
    }

    @Test
    void theNearestScenarioIsOffered() {
        assertRefused(
                "There is no scenario 'qick'. Did you mean quick?",
                "Burst",
                "-p",
                "allocator=glibc",
                "-p",
                "scenario=qick");
    }

    @Test
    void theNearestParameterIsOffered() {
        assertRefused(
                "The chosen benchmarks have no parameter 'alocator'. Did you mean allocator? -lp lists the parameters.",
                "Burst",
                "-p",
                "alocator=glibc");
    }

    @Test
    void outputThatCannotBeWrittenIsNoSuccess() throws IOException {
        try (PrintStream full = new PrintStream(new FileOutputStream("/dev/full"), true, StandardCharsets.UTF_8)) {
            Terminal terminal = new Terminal(
                    full, new PrintStream(err, true, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, false);

            assertThat(Cli.run(List.of("--version"), terminal)).isEqualTo(2);
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("Not everything could be written to the standard output: it was closed, or its disk is"
                        + " full.\n");
    }

    @Test
    void aRunWithoutForksIsRefused() {
        assertRefused("-f 0 cannot work: ", "Burst", "-f", "0");
    }

    @Test
    void aBenchmarkThatIsNotThereIsRefused() {
        assertRefused("No benchmark matches Bust; -l lists them.", "Bust");
    }

    @Test
    void aBrokenPatternIsRefused() {
        assertRefused("'Bur[st' is not a regular expression (Unclosed character class).", "Bur[st");
    }

    @Test
    void whatJmhCannotParseIsRefused() {
        assertRefused("Cannot parse argument 'x' of option f; -h lists the options.", "Burst", "-f", "x");
        assertRefused("nosuch is not a recognized option; -h lists the options.", "--nosuch");
    }

    @Test
    void aLibraryThatIsNoneIsRefused() throws Exception {
        Path library = Files.writeString(temp.resolve("lib.so"), "text");

        assertRefused(
                "Allocator " + library + " is not available: " + library + " is not an ELF file",
                "Burst",
                "-p",
                "allocator=" + library);
    }

    @Test
    void brokenTomlIsRefusedWithItsLine() throws Exception {
        Path file = Files.writeString(temp.resolve("mine.toml"), "[[allocator]]\nid = \n");

        assertRefused(file + ":2", "--allocators", file.toString());
        assertRefused(file + ":2", "Burst", "--allocators=" + file);
    }

    @Test
    void aScenarioThatIsTooBigIsRefused() throws Exception {
        Path file = Files.writeString(
                temp.resolve("mine.toml"),
                "[[scenario]]\nname = \"vast\"\nlike = \"quick\"\npermits = 1000000\nevents = 1000000\n");

        assertRefused("Scenario vast needs about ", "Burst", "--scenarios", file.toString(), "-p", "scenario=vast");
    }

    @Test
    void aWrongSizeIsRefusedWithItsFileAndLine() throws Exception {
        Path file = Files.writeString(temp.resolve("sizes"), "16 1\n32 -1\n");

        assertRefused(
                file + ":2: '-1' is no weight: a number from 0 to 1e18.",
                "Interleaved",
                "-p",
                "allocator=glibc",
                "-p",
                "sizes=" + file);
        assertRefused("There are no sizes 'smal'. Did you mean small?", "Interleaved", "-p", "sizes=smal");
        assertRefused("-p blocks=0 must be a whole number", "ThreadChurn", "-p", "blocks=0");
    }

    @Test
    void aWorkingSetThatIsTooBigIsRefused() throws Exception {
        Path file = Files.writeString(temp.resolve("sizes"), "1073741824 1\n");

        assertRefused(
                "Interleaved.replace (allocator = glibc, blocks = 1000, sizes = " + file + ") needs about ",
                "Interleaved",
                "-p",
                "allocator=glibc",
                "-p",
                "sizes=" + file);
    }

    @Test
    void aGroupThatLacksASideIsRefused() {
        assertRefused(
                "-tg 0,1 leaves a side of the group without a thread: every number must be 1 or more, as in -tg 1,3"
                        + " (one allocates, three free).",
                "CrossThreadFree",
                "-tg",
                "0,1");
        assertRefused(
                "-tg 1,1,1 does not fit ebb.load.CrossThreadFree.exchange, which has 2 sides: give as many numbers.",
                "CrossThreadFree",
                "-tg",
                "1,1,1");
        assertRefused(
                "-tg 1,1 does not fit ebb.load.Growth.grow, which has no groups: use -t there.",
                "Growth",
                "-tg",
                "1,1");
    }

    @Test
    void anUnwritableFolderIsRefusedBeforeAnythingStarts() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertRefused(
                "The run folder cannot be made in " + file + "/runs (",
                "Burst",
                "-p",
                "allocator=glibc",
                "--out",
                file + "/runs");
        assertRefused(
                "The result file " + file + "/x.json cannot be written to (",
                "Burst",
                "-p",
                "allocator=glibc",
                "-rff",
                file + "/x.json");
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("Ebb \\S+, JMH 1\\.37\n");
    }

    private void assertRefused(String sentence, String... arguments) {
        err.reset();
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(sentence)
                .endsWith("\n")
                .containsOnlyOnce("\n");
        assertThat(temp.resolve("runs")).doesNotExist();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--out")) {
            all.addAll(0, List.of("--out", temp.resolve("runs").toString()));
        }
        return Cli.run(
                all,
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8,
                        false,
                        false));
    }
}
