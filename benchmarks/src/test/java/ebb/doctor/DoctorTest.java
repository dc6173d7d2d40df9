// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.allocator.Catalog;
import ebb.base.EbbException;
import ebb.residency.KernelFiles.Rollup;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final long MIB = 1 << 20;

    /** Of a call that brought 60 of 80 MiB back. */
    private static final ReleaseOutcome CAME_BACK = new ReleaseOutcome(
            "malloc_trim(0)",
            new Rollup(80 * MIB, 0, 0, 0),
            new Rollup(20 * MIB, 0, 0, 0),
            Duration.ofSeconds(1),
            0,
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            7,
            "read");

    private static final ReleaseCall CALL =
            new ReleaseCall("malloc_trim(0)", 1, "int (*)(unsigned long)", "0", "", 1, 1, Optional.empty(), List.of());

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** What is printed of a process by the end of its watch. */
    private String watched(Process process, int seconds, Function<Runnable, ReleaseOutcome> release, String end)
            throws Exception {
        PrintStream said = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Doctor doctor = new Doctor(process.pid(), Catalog.load(List.of()), said, nowhere, false);

        assertThatThrownBy(() -> doctor.watch(seconds, "malloc_trim(0)", Optional.of(release)))
                .isInstanceOf(EbbException.class)
                .hasMessage(end);

        process.destroyForcibly().waitFor();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatTheCallBroughtBackIsSaidThoughTheProcessEnds() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();

        String said = watched(
                process,
                8,
                begins -> {
                    begins.run();
                    pause(); // one sample after it
                    process.destroyForcibly();
                    return CAME_BACK;
                },
                "Process " + process.pid() + " has ended.");

        assertThat(said)
                .contains("^ malloc_trim(0) at ")
                .contains("It was the allocator: 60.0 of 80.0 MiB came back on malloc_trim(0).");
    }

    @Test
    void aCallThatWasNotMadeIsNotMarked() throws Exception {
        String said = watched(
                new ProcessBuilder("sleep", "60").start(),
                1,
                begins -> {
                    throw new EbbException("The call was not made.");
                },
                "The call was not made.");

        assertThat(said).contains("RSS over ").doesNotContain("^", "came back");
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The signal by which gdb stops it arrives when gdb is gone. */
    @Test
    void aProcessThatGdbCouldNotAttachToGoesOn() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        List<String> told = new CopyOnWriteArrayList<>();
        Patient patient = Patient.of(process.pid());
        Release release = new Release(patient, CALL, Duration.ofSeconds(1), () -> {}, told::add);
        String stopping = "read one; echo '^done'; read two; echo '^done'; read attach; kill -STOP " + process.pid()
                + "; read more";
        try (Gdb gdb = new Gdb(new ProcessBuilder("sh", "-c", stopping).start())) {
            assertThatThrownBy(() -> release.attempt(gdb, new HashMap<>()))
                    .hasToString("gdb did not answer within 1 s, so the call was not made.");

            assertThat(patient.state()).isNotEqualTo("T");
            assertThat(told)
                    .containsExactly("gdb, which ended while it attached, may have left process " + process.pid()
                            + " stopped: it has been sent SIGCONT.");
        } finally {
            process.destroyForcibly();
        }
    }

    /** In a JVM of its own, of which the end is wanted. */
    @Test
    void whereGdbHasDiedNobodySaysThatItWaits() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingGdb.class.getName(),
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said)
                .isEqualTo(
                        "gdb was ended while process " + ProcessHandle.current().pid() + " made a call for it,"
                                + " which that process does not outlive: the call returns to where gdb had set a"
                                + " breakpoint.\n");
    }

    /** Has a gdb make a call that ends instead. */
    static final class DyingGdb {
        private DyingGdb() {}

        /** @param arguments the number of a process, to which nothing is done */
        public static void main(String[] arguments) throws Exception {
            Release release = new Release(
                    Patient.of(Long.parseLong(arguments[0])),
                    CALL,
                    Duration.ofSeconds(10),
                    () -> {},
                    System.out::println);
            try (Gdb gdb = new Gdb(new ProcessBuilder("sh", "-c", "read command").start())) {
                release.evaluate(gdb, "", "1");
            } catch (EbbException e) {
                System.out.println(e);
            }
        }
    }
}
