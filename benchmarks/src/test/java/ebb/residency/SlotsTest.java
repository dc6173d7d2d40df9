// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.EbbException;
import ebb.residency.Slots.Slot;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SlotsTest {
    @TempDir
    private Path run;

    @Test
    void whatAnotherProcessHasIsFreeWhenThatDies() throws Exception {
        Process holder = SlotHolder.start(run, Slot.LADDER);
        try (Slots slots = Slots.make(run)) {
            assertThat(slots.tryTake(Slot.LADDER)).isFalse();
            assertThat(slots.tryTake(Slot.BURST)).isTrue();

            holder.destroyForcibly();

            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(slots.tryTake(Slot.LADDER)).isTrue();
        } finally {
            holder.destroyForcibly();
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void aBurstOnTheLadderWaitsForTheBurstOfAnother() {
        Process holder = SlotHolder.start(run, Slot.BURST);
        try (Slots slots = Slots.make(run)) {
            assertThat(slots.tryTake(Slot.LADDER)).isTrue();
            AtomicBoolean ended = new AtomicBoolean();
            Thread end = new Thread(() -> {
                pause();
                ended.set(true); // its lock is gone before this JVM sees it dead
                holder.destroyForcibly();
            });
            end.start();

            assertThat(slots.inBurst(ended::get)).isTrue();

            SlotHolder.start(run, Slot.LADDER).destroyForcibly(); // given back, so that nobody waits for both
        } finally {
            holder.destroyForcibly();
        }
    }

    /** The rung that waits does so until it is this fork's turn, and the last reading counts. */
    @Test
    void theLaddersFirstRungWaitsForTheTurn() {
        KernelFiles.Rollup memory = new KernelFiles.Rollup(1 << 20, 0, 0, 0);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger rests = new AtomicInteger();
        Waiting waiting = new Waiting(memory.held(), memory.held());
        waiting.until(() -> asked.incrementAndGet() == 3);

        waiting.await(rests::incrementAndGet, () -> memory, System::nanoTime);

        assertThat(asked).hasValue(3);
        assertThat(rests).hasValue(3);
    }

    @Test
    void aFolderThatIsGoneIsNamed() {
        Path gone = run.resolve("gone");

        Assertions.assertThatThrownBy(() -> Slots.make(gone))
                .isInstanceOf(EbbException.class)
                .hasMessage("Cannot lock " + gone.resolve("slots")
                        + " (there is no such file), by which forks take turns: set that right, or give --lanes 1.");
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
