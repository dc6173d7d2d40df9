// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong command line is answered with; nothing here starts a fork. */
class CliTest {
    private final Calls ebb = new Calls();

    @TempDir
    private Path temp;

    @AfterEach
    void forgetFiles() {
        System.clearProperty("ebb.allocators");
        System.clearProperty("ebb.scenarios");
    }

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
        for (String asked : List.of("--version", "-h", "-l")) {
            try (PrintStream full = new PrintStream(new FileOutputStream("/dev/full"), true, StandardCharsets.UTF_8)) {
                assertThat(ebb.run(full, StandardCharsets.UTF_8, asked)).isEqualTo(2);
            }
            assertThat(ebb.err())
                    .isEqualTo("Not everything could be written to the standard output: it was closed, or its disk is"
                            + " full.\n");
        }
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
    void aProcessThatCannotBeLookedAtIsRefused() {
        long here = ProcessHandle.current().pid();
        assertRefused("doctor needs PID; doctor -h lists the options.", "doctor");
        assertRefused("'abc' is not the number of a process; ps -e lists them.", "doctor", "abc");
        assertRefused("'0' is not the number of a process", "doctor", "0");
        assertRefused("There is no process 999999999: ", "doctor", "999999999");
        assertRefused("Process " + here + " is Ebb itself", "doctor", Long.toString(here));
        assertRefused("--watch is 0 and must be from 1 to 3600 seconds.", "doctor", "1", "--watch", "0");
        assertRefused("--watch is 3601 and must be from 1 to 3600 seconds.", "doctor", "1", "--watch", "3601");
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
        assertThat(ebb.out()).matches("Ebb \\S+, JMH 1\\.37\n");
    }

    @Test
    void anOptionThatACommandHasNoUseForIsRefusedBeforeAndBehindIt() {
        assertMisuse(
                "--out is not for report, which makes no run folder: it writes to -o FILE.\n",
                "report",
                "RUN",
                "--out",
                "page.html");
        assertMisuse(
                "--out is not for history, which makes no run folder: it writes to --to DIR.\n",
                "--out=x",
                "history",
                "RUN");
        assertMisuse("--out is not for allocators, which makes no run folder.\n", "allocators", "--out", "x");
        String noForks = ", which starts no forks: give it to a command that does, as in Burst ";
        assertMisuse("--seed is not for compare" + noForks + "--seed N.\n", "--seed", "1", "compare", "A", "B");
        assertMisuse("--seed is not for compare" + noForks + "--seed N.\n", "compare", "A", "B", "--seed=1");
        assertMisuse("--resume is not for noise" + noForks + "--resume RUN.\n", "noise", "--resume", "RUN");
        assertMisuse(
                "--scenarios is not for report" + noForks + "--scenarios FILE.toml.\n",
                "report",
                "RUN",
                "--scenarios",
                "x.toml");
        assertMisuse(
                "--allocators is not for confirm, which takes it from NEW.\n",
                "confirm",
                "A",
                "B",
                "--allocators",
                "x.toml");
        assertMisuse(
                "--scenarios is not for the quick verdict, which runs the scenario quick: name a benchmark, as in"
                        + " Burst -p scenario=NAME --scenarios FILE.toml.\n",
                "--scenarios",
                "x.toml");
    }

    @Test
    void wrongUsageIsOneSentence() {
        assertMisuse("--seed needs a value; -h lists the options.\n", "--seed");
        assertMisuse("report needs RUN; report -h lists the options.\n", "report");
        assertMisuse("-o needs a value; report -h lists the options.\n", "report", "RUN", "-o");
        assertMisuse("baseline needs accept RUN; baseline -h lists the options.\n", "baseline", "accept");
        assertMisuse("baseline needs --reason TEXT; baseline -h lists the options.\n", "baseline", "accept", "RUN");
        assertMisuse(
                "compare has no option --noisy; compare -h lists the options. Did you mean --noise?\n",
                "compare",
                "A",
                "B",
                "--noisy=x");
        assertMisuse("allocators has no use for 'glibc'; allocators -h lists the options.\n", "allocators", "glibc");
        assertMisuse("--out is given twice; -h lists the options.\n", "--out", "a", "Burst", "--out", "b");
        assertMisuse(
                "-rf xml is none of the formats text, md, csv, json, bencher, gha, openmetrics.\n",
                "compare",
                "A",
                "B",
                "-rf",
                "xml");
        assertMisuse("--alpha x is no level of a test: give one above 0, at most 0.5.\n", "report", "--alpha", "x");
    }

    @Test
    void theHelpBeginsWithEbbsOwnPage() {
        for (List<String> asked : List.of(
                List.of("help"), List.of("-h"), List.of("--help"), List.of("Burst", "-h"), List.of("help", "Burst"))) {
            assertThat(call(asked)).isZero();
            assertThat(ebb.out().lines().findFirst())
                    .hasValueSatisfying(line -> assertThat(line).startsWith("Ebb says which malloc gives memory back"));
            assertThat(ebb.out().lines().filter(line -> line.startsWith("  java -jar benchmarks.jar")))
                    .hasSize(6);
            assertThat(ebb.out())
                    .contains("README.md and docs/", "  compare ", "--scenarios=FILE.toml", "What is different")
                    .containsOnlyOnce("\nJMH's options:\nUsage: java -jar ... [regexp*] [options]\n");
            assertThat(ebb.out().lines().takeWhile(line -> !line.equals("JMH's options:")))
                    .allMatch(line -> line.length() <= 100);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allocators",
                "limit",
                "all",
                "report",
                "compare",
                "confirm",
                "baseline",
                "noise",
                "history",
                "doctor"
            })
    void eachCommandHasAHelp(String command) {
        assertThat(call(List.of(command, "-h"))).isZero();
        assertThat(ebb.out()).startsWith("Usage: java -jar benchmarks.jar " + command + " [OPTIONS]");
        assertThat(ebb.out().lines()).allMatch(line -> line.length() <= 100);
        String itself = ebb.out();
        for (List<String> asked :
                List.of(List.of("help", command), List.of("-h", command), List.of(command, "--help"))) {
            assertThat(call(asked)).isZero();
            assertThat(ebb.out()).isEqualTo(itself);
        }
    }

    @Test
    void aFaultOfEbbIsNoRegression() {
        for (Throwable fault : List.of(new IllegalStateException("a\nb"), new StackOverflowError("a\nb"))) {
            PrintStream broken = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
                @Override
                public void println(@Nullable String line) {
                    if (fault instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) fault;
                }
            };

            assertThat(ebb.run(broken, StandardCharsets.UTF_8, "--version")).isEqualTo(2);
            assertThat(ebb.err())
                    .isEqualTo("Ebb failed with " + fault.getClass().getName() + ": a b, which is a fault in Ebb; with"
                            + " EBB_DEBUG=1 in the environment it prints where.\n");
        }
    }

    private void assertMisuse(String sentence, String... arguments) {
        assertThat(ebb.run(arguments)).isEqualTo(2);
        assertThat(ebb.err()).isEqualTo(sentence);
        assertThat(ebb.out()).isEmpty();
    }

    private void assertRefused(String sentence, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(ebb.err()).startsWith(sentence).endsWith("\n").containsOnlyOnce("\n");
        assertThat(temp.resolve("runs")).doesNotExist();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--out") && !all.get(0).equals("doctor")) {
            all.addAll(0, List.of("--out", temp.resolve("runs").toString()));
        }
        return call(all);
    }

    private int call(List<String> arguments) {
        return ebb.run(arguments.toArray(String[]::new));
    }

    @Test
    void anOutputFileKeepsItsTextWhereTheCommandIsRefused() throws Exception {
        Path file = Files.writeString(temp.resolve("out.txt"), "the last run\n");

        assertRefused("No benchmark matches Bust; -l lists them.", "Bust", "-o", file.toString());
        // Refused later, when the plan has been printed; or by the lock of another measurement.
        assertThat(run("all", "Burst", "-p", "allocator=glibc", "-o", file.toString(), "--out", file + "/runs"))
                .isEqualTo(2);

        assertThat(file).hasContent("the last run\n");
    }

    @Test
    void aRunBeginsItsOutputFileAndAResumedOneGoesOnWithIt() throws Exception {
        Path file = Files.writeString(temp.resolve("out.txt"), "the last run\n");
        write(file, true, "resumed");
        assertThat(file).hasContent("the last run\nplan\nresumed\n");

        write(file, false, "new");
        assertThat(file).hasContent("plan\nnew\n");
    }

    private static void write(Path file, boolean resumed, String text) {
        OutputFile written = new OutputFile(file.toString());
        try (PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            out.println("plan");
            written.begin(resumed);
            out.println(text);
        }
    }
}
