// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.shim.NativeReleaser;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Observes the thread that makes the allocator give back every so often. */
final class Releasing {
    private final NativeReleaser thread;
    private long cpuBeforeIdle;
    private @Nullable Release last;

    Releasing(NativeReleaser thread) {
        this.thread = thread;
    }

    void beforeBurst() {
        thread.reset();
    }

    void afterBurst() {
        cpuBeforeIdle = thread.cpu();
    }

    void afterIdle() {
        last = new Release(thread.cpu() - cpuBeforeIdle, thread.longest(), thread.calls());
    }

    /** Of the last burst and its idle period; empty before the first. */
    Optional<Release> last() {
        return Optional.ofNullable(last);
    }
}
