// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import ebb.base.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * gdb, spoken to in its machine interface (GDB/MI): a command a line, an answer a command.
 *
 * <p>It is in a session of its own, or a Ctrl-C would reach it too: it would then break off the call that it makes. Where
 * Ebb dies its input ends, upon which it detaches once the call has come back. What the user's own files tell gdb to do is
 * not read; debug information is looked for nowhere but in the files themselves, since the process stands still meanwhile.
 */
final class Gdb implements AutoCloseable {
    private static final String END = "";
    private static final Pattern RESULT = Pattern.compile("\\^(done|running|connected|exit|error)(.*)");
    private static final Pattern MESSAGE = Pattern.compile("msg=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** It may have gigabytes of debug information to read, but nobody waits for it. */
    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final Process process;
    private final OutputStream commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Gdb(Process process) {
        this.process = process;
        this.commands = process.getOutputStream();
        Thread reader = new Thread(this::read, "ebb-gdb");
        reader.setDaemon(true);
        reader.start();
    }

    /** The program of that name on the PATH. */
    static Optional<Path> program(String name) {
        @Nullable String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(":")) {
            Path program = Path.of(folder, name);
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts it and has it read the executable, while the process still runs.
     *
     * @throws EbbException where it is not installed
     */
    static Gdb start(Patient patient) {
        Path gdb = program("gdb")
                .orElseThrow(() -> new EbbException("gdb is not on this machine, and without it no call can be made in"
                        + " another process; on Debian: apt install gdb."));
        List<String> command = new ArrayList<>();
        Path setsid = program("setsid")
                .orElseThrow(
                        () -> new EbbException("setsid is not on this machine, and without it a Ctrl-C would break the"
                                + " call off in its middle; on Debian: apt install util-linux."));
        command.addAll(List.of(setsid.toString(), gdb.toString(), "-nx", "-q", "--interpreter=mi2"));
        for (String setting : List.of(
                "debuginfod enabled off",
                "auto-load off",
                "debug-file-directory /nowhere",
                "libthread-db-search-path /nowhere", // it would set breakpoints
                "sysroot " + patient.root(),
                "confirm off",
                "language c",
                "backtrace past-main on",
                "backtrace past-entry on",
                "print elements 0",
                "scheduler-locking off",
                "unwindonsignal on")) {
            command.addAll(List.of("-iex", "set " + setting));
        }
        command.add(patient.program().toString());
        try {
            Gdb started = new Gdb(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            started.ask("-gdb-version", START);
            return started;
        } catch (IOException e) {
            throw new EbbException("gdb cannot be started: " + e.getMessage() + ".");
        }
    }

    /** What gdb answered with. */
    record Answer(boolean done, String text) {}

    /**
     * Gives a command and waits for its answer.
     *
     * @throws EbbException where there is none in time, or gdb has ended
     */
    Answer ask(String command, Duration limit) {
        send(command);
        return await(limit).orElseThrow(() -> silent(limit));
    }

    void send(String command) {
        lines.clear();
        try {
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    /** What the command that was given last wrote to the console before it was done. */
    String console(Duration limit) {
        StringBuilder written = new StringBuilder();
        if (await(limit, line -> written.append(line.startsWith("~") ? line : ""))
                .isEmpty()) {
            throw silent(limit);
        }
        return written.toString();
    }

    /** The answer to the command that was given last; empty where there is none in time. */
    Optional<Answer> await(Duration limit) {
        return await(limit, line -> {});
    }

    private Optional<Answer> await(Duration limit, Consumer<String> others) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                @Nullable String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (line == null) {
                    return Optional.empty();
                }
                if (line.equals(END)) {
                    throw ended();
                }
                Matcher result = RESULT.matcher(line);
                if (result.matches()) {
                    boolean done = !result.group(1).equals("error");
                    return Optional.of(new Answer(done, done ? result.group(2) : message(result.group(2))));
                }
                others.accept(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted.");
        }
    }

    /**
     * Ends it, if it does not by itself. Only for a gdb under which the process stands still or is detached from: then the
     * kernel lets the process go on as it was. Under one that makes a call a breakpoint would be left behind.
     */
    @Override
    public void close() {
        try {
            send("-gdb-exit");
            commands.close();
            if (!process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | EbbException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, and returns when it has ended. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            lines.add(END); // as after its last line
        }
        lines.add(END);
    }

    private static EbbException silent(Duration limit) {
        return new EbbException("gdb did not answer within " + limit.toSeconds() + " s, so the call was not made.");
    }

    private static EbbException ended() {
        return new EbbException(
                "gdb has ended unexpectedly, and the call was not made: the kernel lets the process go on.");
    }

    private static String message(String text) {
        Matcher message = MESSAGE.matcher(text);
        String words = message.find() ? message.group(1) : text;
        return Printable.line(words.replace("\\n", " ").replace("\\\"", "\"").replace("\\\\", "\\"))
                .strip();
    }
}
