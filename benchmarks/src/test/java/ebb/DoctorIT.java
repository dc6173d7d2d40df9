// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that holds on to what it freed is looked at and made to give it back, and lives on. */
class DoctorIT {
    private static final Pattern CAME_BACK =
            Pattern.compile("It was the allocator: ([0-9.]+) of ([0-9.]+) MiB came back on malloc_trim\\(0\\)\\.");

    @TempDir
    private Path temp;

    /** The program of native-shims/tests/patient.c, doing that. */
    private static final class Patient implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        Patient(String does) throws IOException {
            Path program = EbbProcess.jar().resolveSibling("native-shims/target/cmake/tests/patient");
            ProcessBuilder builder = new ProcessBuilder(program.toString(), does);
            // What the doctor may tell, and what it may not.
            builder.environment().put("MALLOC_ARENA_TEST", "8");
            builder.environment().put("PASSWORD", "sesame");
            process = builder.start();
            said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(said.readLine()).isEqualTo("ready");
        }

        String pid() {
            return Long.toString(process.pid());
        }

        /** What it makes of a line: it still reads. */
        String answer(String line) throws IOException {
            Writer in = process.outputWriter(StandardCharsets.UTF_8);
            in.write(line + "\n");
            in.flush();
            return said.readLine();
        }

        /** CPU time in the kernel's ticks. */
        long cpu() throws IOException {
            String stat = Files.readString(Path.of("/proc", pid(), "stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(words[11]) + Long.parseLong(words[12]);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void nothingIsTouchedUnlessAsked() throws Exception {
        try (Patient patient = new Patient("holds")) {
            EbbProcess.Ended ended = EbbProcess.run(temp, "doctor", patient.pid(), "--watch", "1");

            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out())
                    .contains("Allocator: glibc ")
                    .contains("\n  MALLOC_ARENA_TEST=8\n")
                    .doesNotContain("sesame", "PASSWORD")
                    .containsPattern(
                            "\n  glibc's thread arenas +[0-9.]+ MiB +\\d+ %  4 heaps of 64 MiB reserved, of 4 arenas\n")
                    .containsPattern("\n  stacks +[0-9.]+ MiB +\\d+ %  5 of 5 threads' could be recognised\n")
                    .contains("java -jar benchmarks.jar doctor " + patient.pid() + " --release")
                    .contains("RSS over 1.0 s")
                    .doesNotContain("came back");
            assertThat(patient.answer("hello")).isEqualTo("heard hello");
        }
    }

    @Test
    void theAllocatorsCallBringsItBack() throws Exception {
        needsGdb();
        try (Patient patient = new Patient("holds")) {
            EbbProcess.Ended ended = EbbProcess.run(temp, "doctor", patient.pid(), "--release");

            assertThat(ended.code()).as(ended.err()).isZero();
            Matcher back = CAME_BACK.matcher(ended.out());
            assertThat(back.find()).as(ended.out()).isTrue();
            // Of 4 times 25 MiB all that is in whole pages between the pinned blocks: 25 of each 26 pages.
            assertThat(Double.parseDouble(back.group(1))).isBetween(85.0, 100.0);
            assertThat(Double.parseDouble(back.group(2))).isBetween(100.0, 110.0);
            assertThat(patient.answer("hello")).isEqualTo("heard hello");
        }
    }

    @Test
    void aProcessAtWorkOutlivesOneCallAfterTheOther() throws Exception {
        needsGdb();
        try (Patient patient = new Patient("works")) {
            for (int i = 0; i < 3; i++) {
                EbbProcess.Ended ended = EbbProcess.run(temp, "doctor", patient.pid(), "--release");

                assertThat(ended.code()).as(ended.err()).isZero();
                assertThat(ended.out()).contains("(it waited in read)");
                assertThat(patient.answer("hello")).isEqualTo("heard hello");
            }
            assertLives(patient);
        }
    }

    @Test
    void whereNoThreadSleepsTheCallIsRefused() throws Exception {
        needsGdb();
        try (Patient patient = new Patient("alone")) {
            EbbProcess.Ended ended = EbbProcess.run(temp, "doctor", patient.pid(), "--release", "--watch", "2");

            assertThat(ended.code()).isOne();
            assertThat(ended.out()).contains("RSS over 2.0 s").doesNotContain("^");
            assertThat(ended.err())
                    .contains(
                            "\nThe call was not made: in 5 tries no thread was seen that sleeps and can be shown to hold no"
                                    + " lock of the allocator's (of its threads at the last 1 ran).");
            assertLives(patient);
        }
    }

    @Test
    void whoMayNotReadItIsTold() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = EbbProcess.jar().toString();
        assumeThat(asNobody("test", "-x", java, "-a", "-r", jar).code())
                .as("root's rights can be dropped, and nobody may read what is run")
                .isZero();
        try (Patient patient = new Patient("holds")) {
            EbbProcess.Ended ended = asNobody(java, "-jar", jar, "doctor", patient.pid());

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .isEqualTo(
                            "/proc/" + patient.pid() + "/smaps cannot be read (permission denied): run as the user of"
                                    + " the process, or with the capability CAP_SYS_PTRACE.\n");
            assertThat(patient.answer("hello")).isEqualTo("heard hello");
        }
    }

    /** As the user 65534, where this is root. */
    private EbbProcess.Ended asNobody(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        all.addAll(List.of(command));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        try {
            Process process = new ProcessBuilder(all)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new EbbProcess.Ended(process.waitFor(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            return new EbbProcess.Ended(127, "", "there is no setpriv");
        }
    }

    private static void assertLives(Patient patient) throws Exception {
        long before = patient.cpu();
        Thread.sleep(500);
        assertThat(patient.cpu()).isGreaterThan(before);
        assertThat(Files.readString(Path.of("/proc", patient.pid(), "status"))).contains("TracerPid:\t0\n");
    }

    private static void needsGdb() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gdb")));
        if (!there && "required".equals(System.getProperty("ebb.gdb"))) {
            fail("gdb is not on this machine; on Debian: apt install gdb.");
        }
        assumeThat(there).as("gdb is on this machine").isTrue();
    }
}
