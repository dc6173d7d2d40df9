// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Metric;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
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

    /**
     * What is known of that thread, or of those of all processes together.
     *
     * @param reset counts calls, and looks for the longest, from now on
     */
    record Meter(Runnable reset, LongSupplier calls, LongSupplier longest, LongSupplier cpu) {}

    /** Observes that thread. */
    static final class Watch {
        private final Meter thread;
        private long cpuBeforeIdle;
        private @Nullable Release last;

        Watch(Meter thread) {
            this.thread = thread;
        }

        void beforeBurst() {
            thread.reset().run();
        }

        void afterBurst() {
            cpuBeforeIdle = thread.cpu().getAsLong();
        }

        void afterIdle() {
            last = new Release(
                    thread.cpu().getAsLong() - cpuBeforeIdle,
                    thread.longest().getAsLong(),
                    thread.calls().getAsLong());
        }

        /** Of the last burst and its idle period; empty before the first. */
        Optional<Release> last() {
            return Optional.ofNullable(last);
        }
    }
}
