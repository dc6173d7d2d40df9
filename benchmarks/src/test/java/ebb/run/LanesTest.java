// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.residency.SlotHolder;
import ebb.residency.Slots.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LanesTest {
    @TempDir
    private Path folder;

    private final AtomicInteger left = new AtomicInteger(6);

    /** As many forks as there are lanes rest at the same time, while one bursts. */
    @Test
    void oneBurstsWhileTheOthersRest() {
        AtomicInteger bursts = new AtomicInteger();
        AtomicInteger forks = new AtomicInteger();
        List<Integer> atOnce = new CopyOnWriteArrayList<>();
        CountDownLatch three = new CountDownLatch(3);

        lanes(3).run(turn -> {
            if (left.getAndDecrement() <= 0) {
                return false;
            }
            atOnce.add(bursts.incrementAndGet());
            forks.incrementAndGet();
            three.countDown();
            sleep(20);
            bursts.decrementAndGet();
            turn.giveBack();
            await(three);
            forks.decrementAndGet();
            return true;
        });

        assertThat(atOnce).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void forksStartInTheirOrder() {
        List<Integer> started = new CopyOnWriteArrayList<>();

        lanes(3).run(turn -> {
            int next = left.getAndDecrement();
            if (next <= 0) {
                return false;
            }
            started.add(next);
            turn.giveBack();
            sleep(10L * (next % 3));
            return true;
        });

        assertThat(started).containsExactly(6, 5, 4, 3, 2, 1);
    }

    /** As one does whose fork has died in its burst. */
    @Test
    void aLaneThatKeptItsTurnToTheEndFreesIt() {
        List<Integer> started = new CopyOnWriteArrayList<>();

        lanes(2).run(turn -> {
            started.add(left.getAndDecrement());
            return left.get() > 0;
        });

        assertThat(started).startsWith(6, 5, 4, 3, 2, 1);
    }

    @Test
    void withOneLaneNobodyWantsTheTurn() {
        List<Boolean> wanted = new ArrayList<>();

        lanes(1).run(turn -> {
            wanted.add(turn.isWanted());
            return left.decrementAndGet() > 0;
        });

        assertThat(wanted).hasSize(6).containsOnly(false);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTurnIsWantedUntilItIsGivenBack() {
        List<Boolean> wanted = new CopyOnWriteArrayList<>();

        lanes(2).run(turn -> {
            wanted.add(turn.isWanted());
            turn.giveBack();
            wanted.add(turn.isWanted());
            return false;
        });

        assertThat(wanted).containsExactly(true, false, true, false);
    }

    @Test
    void whereALaneFailsNoOtherGoesOn() {
        Lanes lanes = lanes(3);

        assertThatThrownBy(() -> lanes.run(turn -> {
                    if (left.getAndDecrement() == 5) {
                        throw new EbbException("The disk is full.");
                    }
                    turn.giveBack();
                    while (!lanes.isStopped()) {
                        sleep(5);
                    }
                    return true;
                }))
                .isInstanceOf(EbbException.class)
                .hasMessage("The disk is full.");

        assertThat(left.get()).isBetween(3, 4);
        assertThat(lanes.isStopped()).isTrue();
    }

    /** The memory of one fork: the others wait until it has ended, each says so once, and all get their turn. */
    @Test
    void withMemoryForOneForkTheNextWaitsAndSaysSo() {
        Lanes lanes = lanes(3);
        AtomicInteger forks = new AtomicInteger();
        List<Integer> atOnce = new CopyOnWriteArrayList<>();
        List<String> told = new CopyOnWriteArrayList<>();

        lanes.run(turn -> {
            if (left.getAndDecrement() <= 0) {
                return false;
            }
            turn.awaitRoom(
                    () -> forks.get() > 0 ? Optional.of("It needs more") : Optional.empty(),
                    () -> forks.get() > 0,
                    told::add);
            atOnce.add(forks.incrementAndGet());
            turn.giveBack();
            sleep(250);
            forks.decrementAndGet();
            return true;
        });

        assertThat(atOnce).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(told).hasSize(5).containsOnly("It needs more: it waits until another fork has ended.");
    }

    /** As with one lane, where the check before the run has passed. */
    @Test
    void whereNoForkCanMakeRoomTheNextStarts() {
        List<String> told = new CopyOnWriteArrayList<>();

        lanes(2).run(turn -> {
            turn.awaitRoom(() -> Optional.of("It needs more"), () -> false, told::add);
            return false;
        });

        assertThat(told).isEmpty();
    }

    /** A service's fork repeats its burst before it ends, and only its end makes room. */
    @Test
    void whoWaitsForRoomLeavesTheBurstToTheOthers() {
        Lanes lanes = lanes(2);
        AtomicInteger forks = new AtomicInteger();
        CountDownLatch waits = new CountDownLatch(1);
        AtomicInteger repeated = new AtomicInteger();

        lanes.run(turn -> {
            turn.awaitRoom(
                    () -> forks.get() > 0 ? Optional.of("It needs more") : Optional.empty(),
                    () -> forks.get() > 0,
                    why -> waits.countDown());
            forks.incrementAndGet();
            turn.giveBack();
            if (repeated.get() == 0) {
                await(waits);
                SlotHolder.start(folder, Slot.BURST).destroyForcibly();
                repeated.incrementAndGet();
            }
            forks.decrementAndGet();
            return false;
        });

        assertThat(repeated).hasValue(1);
    }

    private Lanes lanes(int count) {
        return new Lanes(count, folder);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
