// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the jar in its own process and folder; its run folders are made in {@code runs}. */
final class EbbProcess {
    /** More than any test's process takes. */
    static final long SECONDS = 400;

    private final Path folder;
    private final Process process;

    /**
     * How a process ended.
     *
     * @param code its exit code
     */
    record Ended(int code, String out, String err) {}

    private EbbProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static Ended run(Path folder, String... arguments) throws Exception {
        return start(folder, arguments).ended();
    }

    /** A command that reads what was measured. */
    static Ended read(Path folder, String... arguments) throws Exception {
        return launch(folder, List.of(arguments)).ended();
    }

    /** Goes on with a run; its command has the folder of the runs. */
    static Ended resume(Path folder, Path run, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--resume", run.toString()));
        all.addAll(List.of(arguments));
        return launch(folder, all).ended();
    }

    static EbbProcess start(Path folder, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!List.of("report", "doctor", "compare", "merge").contains(all.get(0)) && !all.contains("--out")) {
            all.addAll(0, List.of("--out", folder.resolve("runs").toString()));
        }
        return launch(folder, all);
    }

    private static EbbProcess launch(Path folder, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                // A test run in the background was told to ignore Ctrl-C, and a child would be, too.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // JMH's lock is in there: another JMH on this machine must not be in the way.
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                jar().toString()));
        command.addAll(arguments);
        return new EbbProcess(
                folder,
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(folder.resolve("out.txt").toFile())
                        .redirectError(folder.resolve("err.txt").toFile())
                        .start());
    }

    static Path jar() {
        return Path.of(System.getProperty("ebb.jar")).toAbsolutePath().normalize();
    }

    Ended ended() throws Exception {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text("out.txt"), err());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    String err() {
        return text("err.txt");
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
