// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Metric;
import ebb.shim.NativeReleaser;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cost of the thread that calls the allocator's release at an interval.
 *
 * @param cpu nanoseconds of CPU that it used in the idle period
 * @param longest nanoseconds of its longest call since the burst's start
 * @param calls since then
 */
record Release(long cpu, long longest, long calls) {
    /** @throws EbbException where it made no call: the figures would be those of the plain allocator */
    List<Figure> metrics() {
        if (calls == 0) {
            throw new EbbException("The thread that releases memory made no call from the burst's start to the end of"
                    + " idle: choose a release-interval shorter than the scenario's idle period.");
        }
        return List.of(Metric.RELEASE_CPU.at(cpu / 1e9), Metric.RELEASE_MAX.at(longest / 1e6));
    }

    static final class Watch {
        private final NativeReleaser thread;
        private long cpuBeforeIdle;
        private @Nullable Release last;

        Watch(NativeReleaser thread) {
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
}
