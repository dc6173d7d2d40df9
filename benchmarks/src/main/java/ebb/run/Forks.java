// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.results.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All processes that this JVM started, and those that a killed JVM left. */
final class Forks {
    private static final long END_SECONDS = 10;

    private Forks() {}

    /** Ends all forks and what they started. */
    static void kill() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Ends the forks of a run whose process was killed: they would go on beside the run's next ones.
     *
     * @param folder the run's; the forks of its steps are in folders below
     * @throws EbbException if it does not end
     */
    static void endOrphans(Path folder) {
        List<String> marks = ForkAssignment.marks(folder);
        String steps = ForkAssignment.marks(folder.resolve(RunFolder.STEPS)).get(0) + "/";
        List<ProcessHandle> orphans = ProcessHandle.allProcesses()
                .filter(process -> arguments(process).stream()
                        .anyMatch(argument -> marks.contains(argument) || argument.startsWith(steps)))
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
    static List<String> arguments(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
