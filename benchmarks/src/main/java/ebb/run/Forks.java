// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The processes that this JVM started, and those that a killed JVM left. */
public final class Forks {
    private static final long END_SECONDS = 10;

    /** What the running fork does, by its threads' names. */
    public enum Phase {
        STARTING,
        BURST,
        IDLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Benchmarks name a thread {@code ebb-burst} and {@code ebb-idle}. */
        private boolean isOf(String thread) {
            return this != STARTING && thread.equals("ebb-" + this);
        }
    }

    private Forks() {}

    /**
     * That of the JVM's child, now; starting where no thread has either name. The names are read from the kernel's
     * {@code comm}, which costs the fork nothing.
     */
    public static Phase phase() {
        return ProcessHandle.current()
                .descendants()
                .map(fork -> phase(Path.of("/proc", Long.toString(fork.pid()), "task")))
                .filter(phase -> phase != Phase.STARTING)
                .findFirst()
                .orElse(Phase.STARTING);
    }

    /** @param tasks a process's folder of threads */
    static Phase phase(Path tasks) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String name = Files.readString(thread.resolve("comm")).strip();
                for (Phase phase : Phase.values()) {
                    if (phase.isOf(name)) {
                        return phase;
                    }
                }
            }
        } catch (IOException e) {
            // The process, or the thread, has just ended.
            return Phase.STARTING;
        }
        return Phase.STARTING;
    }

    /** Ends all forks and what they started; JMH runs one fork at a time. */
    static void kill() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Ends the fork of a run whose process was killed: it would go on with its burst beside the run's next fork.
     *
     * @param folder the run's
     * @throws EbbException if it does not end
     */
    static void endOrphans(Path folder) {
        List<String> marks = ForkAssignment.marks(folder);
        List<ProcessHandle> orphans = ProcessHandle.allProcesses()
                .filter(process -> arguments(process).stream().anyMatch(marks::contains))
                .toList();
        for (ProcessHandle orphan : orphans) {
            orphan.destroyForcibly();
            try {
                orphan.onExit().get(END_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new EbbException("A fork of the run that was cut off still runs and cannot be ended: end process "
                        + orphan.pid() + ", then resume.");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** From /proc: {@link ProcessHandle} has no arguments of command lines above 4 KiB. */
    private static List<String> arguments(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
