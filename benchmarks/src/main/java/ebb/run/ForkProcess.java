// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.ForkAssignment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A fork of this JVM as the kernel shows it; JMH, which starts it, does not say which process it is. */
public final class ForkProcess {
    private static final String PREFIX = "ebb-";

    /** What a fork does, by the names of its threads; benchmarks name a thread {@code ebb-burst} and so on. */
    public enum Phase {
        STARTING,
        BURST,
        /** Another burst follows. */
        IDLE,
        /** Idle, and no burst follows. */
        REST,
        LADDER;

        /** Whether the fork's last burst is over. */
        boolean isAfterBursts() {
            return this == REST || this == LADDER;
        }

        private boolean isOf(String thread) {
            return this != STARTING && thread.equals(PREFIX + toString());
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String mark;

    /** The one of those with the mark that has the threads, once they have names. */
    private volatile @Nullable ProcessHandle named;

    /** @param proof the file to which it writes what it has proven: no other fork has it */
    ForkProcess(Path proof) {
        this.mark = ForkAssignment.proofMark(proof);
    }

    /** Now. The names are read from the kernel's {@code comm}, which costs the fork nothing. */
    public Phase phase() {
        ProcessHandle known = named;
        if (known != null) {
            return phase(known);
        }
        for (ProcessHandle process : all()) {
            Phase phase = phase(process);
            if (phase != Phase.STARTING) {
                named = process;
                return phase;
            }
        }
        return Phase.STARTING;
    }

    private static Phase phase(ProcessHandle process) {
        return phase(Path.of("/proc", Long.toString(process.pid()), "task"));
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

    /** Ends it and what it started. */
    void kill() {
        List<ProcessHandle> all = new ArrayList<>(all());
        List.copyOf(all).forEach(process -> process.descendants().forEach(all::add));
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Those below this JVM that have the mark: a script that starts java has it too. */
    private List<ProcessHandle> all() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Forks.arguments(process).contains(mark))
                .toList();
    }
}
