// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLockTest {
    @TempDir
    Path folder;

    @Test
    void aSecondRunIsRefusedUntilTheFirstHasEnded() {
        Path file = folder.resolve("lock");
        try (MachineLock first = MachineLock.take(file)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> MachineLock.take(file))
                    .isInstanceOf(EbbException.class)
                    .hasMessageStartingWith("Another measurement is running on this machine (it holds " + file + ")");
        }
        MachineLock.take(file).close();
    }

    @Test
    void aLockThatCannotBeMadeIsNamed() {
        Path file = folder.resolve("missing/lock");
        assertThatThrownBy(() -> MachineLock.take(file)).hasMessageStartingWith("Cannot lock " + file);
    }

    /** A pipe in the place of JMH's lock, which any local user can make, would be waited for without end. */
    @Test
    void aPipeInPlaceOfTheLockStopsNobody() throws Exception {
        Path pipe = folder.resolve("jmh.lock");
        Path cache = folder.resolve("cache");
        assertThat(MachineLock.file(pipe, cache)).isEqualTo(pipe);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(MachineLock.file(pipe, cache)).isEqualTo(cache.resolve("lock"));
        assertThatThrownBy(() -> MachineLock.take(pipe))
                .hasMessageStartingWith("Cannot lock " + pipe + " (it is no regular file)");
        MachineLock.take(MachineLock.file(pipe, cache)).close();
    }

    @Test
    void aRunThatGoesOnIsRefused() {
        try (MachineLock first = MachineLock.ofFolder(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> MachineLock.ofFolder(folder))
                    .isInstanceOf(EbbException.class)
                    .hasMessage("The run in " + folder + " still goes on in another process: wait for its end.");
        }
        MachineLock.ofFolder(folder).close();
    }
}
