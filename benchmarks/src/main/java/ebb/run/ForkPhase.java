// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the fork that runs is doing, as far as its threads' names tell.
 *
 * <p>A benchmark names its thread {@code ebb-burst} and {@code ebb-idle}; the kernel shows that in {@code comm}, and so
 * looking at it costs the fork nothing.
 */
public enum ForkPhase {
    STARTING("starting"),
    BURST("burst"),
    IDLE("idle");

    private static final String BURST_THREAD = "ebb-burst";
    private static final String IDLE_THREAD = "ebb-idle";

    private final String word;

    ForkPhase(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    /** Of the JVM's children, now; starting where no thread has either name. */
    public static ForkPhase now() {
        return ProcessHandle.current()
                .descendants()
                .map(fork -> of(Path.of("/proc", Long.toString(fork.pid()), "task")))
                .filter(phase -> phase != STARTING)
                .findFirst()
                .orElse(STARTING);
    }

    /** @param tasks a process's folder of threads */
    static ForkPhase of(Path tasks) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String name = Files.readString(thread.resolve("comm")).strip();
                if (name.equals(BURST_THREAD)) {
                    return BURST;
                }
                if (name.equals(IDLE_THREAD)) {
                    return IDLE;
                }
            }
        } catch (IOException e) {
            // The process, or the thread, has just ended.
            return STARTING;
        }
        return STARTING;
    }
}
