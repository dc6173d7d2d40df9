// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the forks of a run that go on at the same time do one after the other, so that none disturbs what another measures.
 *
 * <p>The host takes the burst's slot for a fork before it starts it, and gives it back when the fork's last burst is over:
 * the start of its JVM falls into no other's burst, nothing of a fork waits between its start and the end of its idle
 * period, and a burst after an idle period comes when it is due. A fork itself takes the ladder's slot on the first rung,
 * which waits in any case, and a service's fork the burst's for the burst that its ladder repeats. Nobody who has a slot
 * waits for anything that another fork has.
 *
 * <p>A slot is a locked byte of a file in the run's folder, which is there only where forks go on at the same time. The
 * kernel unlocks it when its process ends, however it ends.
 */
public final class Slots implements AutoCloseable {
    /** The file's name in the run's folder. */
    private static final String FILE = "slots";

    private static final long POLL = 100_000_000L;

    /** One that only one process has at a time. */
    public enum Slot {
        BURST,
        LADDER
    }

    private final Path file;
    private final FileChannel channel;
    private final Map<Slot, FileLock> taken = new EnumMap<>(Slot.class);

    private Slots(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * On the host: makes those of a run.
     *
     * @throws EbbException where the file cannot be made
     */
    public static Slots make(Path run) {
        return open(run.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** In a fork: those of its run; empty where no other fork goes on beside it. Each process may open them once. */
    static Optional<Slots> ofThisFork() {
        return ForkAssignment.ofThisProcess()
                .map(assignment -> assignment.run().resolve(FILE))
                .filter(Files::exists)
                .map(file -> open(file, StandardOpenOption.WRITE));
    }

    private static Slots open(Path file, StandardOpenOption... options) {
        try {
            return new Slots(file, FileChannel.open(file, options));
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static EbbException unusable(Path file, IOException e) {
        return new EbbException("Cannot lock " + file + " (" + Problem.of(e)
                + "), by which forks take turns: set that right, or give --lanes 1.");
    }

    /** Whether it is this process's now. */
    public synchronized boolean tryTake(Slot slot) {
        if (taken.containsKey(slot)) {
            return true;
        }
        try {
            FileLock lock = channel.tryLock(slot.ordinal(), 1, false);
            if (lock != null) {
                taken.put(slot, lock);
            }
            return lock != null;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Gives it back, where it was taken. */
    public synchronized void giveBack(Slot slot) {
        FileLock lock = taken.remove(slot);
        try {
            if (lock != null) {
                lock.release();
            }
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Runs what the ladder will, before the base: the memory of its classes stays. */
    void rehearse() {
        tryTake(Slot.LADDER);
        giveBack(Slot.LADDER);
    }

    /** A burst on the ladder: instead of the ladder's slot it needs the burst's, and gets it before long. */
    boolean inBurst(BooleanSupplier burst) {
        giveBack(Slot.LADDER);
        while (!tryTake(Slot.BURST)) {
            Settling.pause(POLL, "while another had its burst");
        }
        try {
            return burst.getAsBoolean();
        } finally {
            giveBack(Slot.BURST);
        }
    }

    /** On the host, at the end of the run; a run that was killed leaves the file, and the next one uses it. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }
}
