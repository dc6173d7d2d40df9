// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.AllocatorForks;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.shim.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A shell command of the user's under {@code ebb-service}, which ends when nothing of what it started is left, and ends all
 * of that when this JVM is gone, however it went.
 */
final class Shell implements AutoCloseable {
    /** From KILL to the end: a process that the kernel holds cannot be killed. */
    private static final Duration KILL_LONGEST = Duration.ofSeconds(30);

    private static final int OF_SIGNAL = 128;

    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "HUP", 2, "INT", 4, "ILL", 6, "ABRT", 7, "BUS", 8, "FPE", 9, "KILL", 11, "SEGV", 13, "PIPE", 15, "TERM");

    private final Process process;
    private final Output output;
    private final Thread reader;
    private final String what;

    private Shell(Process process, String what, Consumer<String> onLine) {
        this.process = process;
        this.what = what;
        this.output = new Output(process.getInputStream(), onLine);
        this.reader = new Thread(output, "ebb-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** What this JVM was started with, but for what could put an allocator or an agent in place, and these variables. */
    static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment
                .keySet()
                .removeIf(name ->
                        AllocatorForks.isVariable(name) || name.startsWith("EBB_AGENT") || name.equals(Sampler.FILE));
        environment.putAll(more);
        return environment;
    }

    /**
     * Starts it.
     *
     * @param line as {@link ebb.allocator.ServiceCommand} makes it
     * @param what it is, for sentences
     * @param onLine gets each line of its outputs
     */
    static Shell start(
            List<String> line, Path folder, Map<String, String> environment, String what, Consumer<String> onLine) {
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new Shell(builder.start(), what, onLine);
        } catch (IOException e) {
            throw new EbbException(what + " cannot be started (" + Problem.of(e) + "): see whether " + line.get(0)
                    + " may be run from there, or set XDG_CACHE_HOME to a folder that is not mounted noexec.");
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended within this time, and all that it has started. */
    boolean hasEnded(Duration patience) {
        try {
            return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted while " + what + " was waited for.");
        }
    }

    /** Once it has ended. */
    int exit() {
        return process.exitValue();
    }

    /** Once it has ended: how, in words. */
    String ending() {
        int signal = exit() - OF_SIGNAL;
        String name = SIGNALS.get(signal);
        return "exit status " + exit() + (name == null ? "" : ", as of signal " + signal + " (" + name + ")");
    }

    boolean endedBy(int signal) {
        return exit() == OF_SIGNAL + signal;
    }

    /** What it has printed until its end is complete once this returns. */
    String lastWords() {
        finishReading();
        return output.lastWords();
    }

    String printed() {
        finishReading();
        return output.text();
    }

    private void finishReading() {
        if (process.isAlive()) {
            return;
        }
        try {
            reader.join(KILL_LONGEST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** TERM to the groups that it has started. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close the pipes too, and so kill
    }

    /**
     * KILL to all that is left of it.
     *
     * @throws EbbException where something is left nevertheless
     */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended, and its end of the pipe with it.
        }
        if (!hasEnded(KILL_LONGEST)) {
            throw new EbbException("Something of " + what + " is left " + KILL_LONGEST.toSeconds()
                    + " s after it was killed: see the processes below " + pid() + ".");
        }
        finishReading();
    }
}
