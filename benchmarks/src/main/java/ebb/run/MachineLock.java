// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * JMH's lock against a second measurement on the same machine, held for all forks of a run.
 *
 * <p>JMH would take it for each fork alone: another run could begin between two forks, and each would make forks of the
 * other fail.
 */
public final class MachineLock implements AutoCloseable {
    /** JMH's own switch turns this lock off too: {@code -Djmh.ignoreLock=true}. */
    private static final String IGNORE = "jmh.ignoreLock";

    private final @Nullable FileChannel channel;

    private MachineLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock for this process; JMH will not ask for it again.
     *
     * @throws EbbException where another run holds it
     */
    public static MachineLock take() {
        if (Boolean.getBoolean(IGNORE)) {
            return new MachineLock(null);
        }
        MachineLock lock = take(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"));
        System.setProperty(IGNORE, "true"); // read when JMH's Runner is loaded, which would wait for this process
        return lock;
    }

    static MachineLock take(Path file) {
        return take(
                file,
                "Another measurement is running on this machine (it holds " + file + "): wait for its end, or give java"
                        + " -D" + IGNORE + "=true -jar benchmarks.jar if the two may disturb each other.",
                "make it writable, or give -D" + IGNORE + "=true");
    }

    /**
     * A lock against a second process at work on the same run, which no option turns off.
     *
     * @throws EbbException where there is one
     */
    static MachineLock ofFolder(Path folder) {
        return take(
                folder.resolve("lock"),
                "The run in " + folder + " still goes on in another process: wait for its end.",
                "make the folder writable");
    }

    private static MachineLock take(Path file, String refusal, String remedy) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new MachineLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // held by this process
        } catch (IOException e) {
            close(channel);
            throw new EbbException("Cannot lock " + file + " (" + Problem.of(e)
                    + "), which keeps two measurements apart: " + remedy + ".");
        }
        close(channel);
        throw new EbbException(refusal);
    }

    /** The file stays: another process may be about to lock it. */
    @Override
    public void close() {
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new EbbException("Cannot release the lock of this machine: " + e + ".");
        }
    }
}
