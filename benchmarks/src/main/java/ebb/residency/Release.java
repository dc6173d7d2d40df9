// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cost of the release calls that an entry of the catalog asks for.
 *
 * @param cpu nanoseconds of CPU that they used in the idle period; those in the burst are part of the burst's
 * @param longest nanoseconds of the longest since the burst's start, whether or not it succeeded
 * @param calls that succeeded since then
 */
record Release(long cpu, long longest, long calls) {
    /** @throws EbbException where none succeeded: the figures would be those of the plain allocator */
    List<Figure> metrics() {
        if (calls == 0 && longest > 0) {
            throw new EbbException("Every call that releases memory failed, from the burst's start to the end of idle:"
                    + " measure this allocator without release-interval, release-on-park and release-after-burst.");
        }
        if (calls == 0) {
            throw new EbbException(
                    "No call that releases memory was made from the burst's start to the end of idle: choose a"
                            + " release-interval shorter than the scenario's idle period, or a scenario with events.");
        }
        return List.of(
                Metric.RELEASE_CPU.at(cpu / 1e9), Metric.RELEASE_MAX.at(longest / 1e6), Metric.RELEASE_CALLS.at((double)
                        calls));
    }

    /**
     * What is known of these calls, of all processes that are alive.
     *
     * @param reset counts calls, and looks for the longest, from now on
     * @param cpu nanoseconds of each process by its pid, of which only a difference means anything
     */
    record Meter(Runnable reset, LongSupplier calls, LongSupplier longest, Supplier<Map<Long, Long>> cpu) {}

    /** Observes them. */
    static final class Watch {
        private final Meter meter;
        private Map<Long, Long> cpuBeforeIdle = Map.of();
        private @Nullable Release last;

        Watch(Meter meter) {
            this.meter = meter;
        }

        void beforeBurst() {
            meter.reset().run();
        }

        void afterBurst() {
            cpuBeforeIdle = meter.cpu().get();
        }

        void afterIdle() {
            last = new Release(
                    meter.cpu().get().entrySet().stream()
                            .mapToLong(process ->
                                    since(cpuBeforeIdle.getOrDefault(process.getKey(), 0L), process.getValue()))
                            .sum(),
                    meter.longest().getAsLong(),
                    meter.calls().getAsLong());
        }

        /** A process that runs another program by now has begun to count anew. */
        private static long since(long before, long now) {
            return now < before ? now : now - before;
        }

        /** Of the last burst and its idle period; empty before the first. */
        Optional<Release> last() {
            return Optional.ofNullable(last);
        }
    }
}
