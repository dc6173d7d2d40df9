// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.base.UserFiles;
import ebb.base.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
        MachineLock lock = take(file(
                Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"), UserFiles.cacheFolder(System.getenv())));
        System.setProperty(IGNORE, "true"); // read when JMH's Runner is loaded: it would wait for ourselves
        return lock;
    }

    /**
     * JMH's own, where it is this user's or nobody's yet. Whatever else is there another user has made: a pipe that nobody
     * reads, or a lock that is never given back.
     */
    static Path file(Path jmh, Path cache) {
        boolean ours = !Files.exists(jmh, LinkOption.NOFOLLOW_LINKS)
                || (Files.isRegularFile(jmh, LinkOption.NOFOLLOW_LINKS) && UserFiles.isMine(jmh));
        if (ours) {
            return jmh;
        }
        WholeFile.prepare(cache, "No lock", "set XDG_CACHE_HOME to a folder of your own");
        return cache.resolve("lock");
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
            channel = open(file);
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

    /** Never waits, as it would for somebody to read a pipe. */
    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw new FileSystemException(file.toString(), null, "it is no regular file");
            }
            return FileChannel.open(file, StandardOpenOption.WRITE);
        }
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
