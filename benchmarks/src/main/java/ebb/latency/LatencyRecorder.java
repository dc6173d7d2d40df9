// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import ebb.shim.NativeLatency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a benchmark in a fork asks whether its calls are to be timed.
 *
 * <pre>{@code
 * // Setup(Trial)
 * kernel.start(sizes, LatencyRecorder.current().latency());
 * }</pre>
 *
 * Only {@link LatencyProfiler} turns timing on; without it a load is given no histograms and pays nothing.
 */
public final class LatencyRecorder {
    private static final LatencyRecorder CURRENT = new LatencyRecorder();

    /** Mapped until the process ends: loads write to it, and they end after the last iteration began. */
    private volatile @Nullable NativeLatency latency;

    private volatile boolean used;

    /** For {@link #current}, and for tests. */
    LatencyRecorder() {}

    /** The one of this process. */
    public static LatencyRecorder current() {
        return CURRENT;
    }

    /** The histograms to give to a load; null where nothing is to be timed. */
    public @Nullable NativeLatency latency() {
        used = true;
        return latency;
    }

    /** Forgets what was timed so far in this iteration; to be called while the load is at rest. */
    public void reset() {
        NativeLatency histograms = latency;
        if (histograms != null) {
            histograms.reset();
        }
    }

    /** Begins an iteration. */
    void begin() {
        if (latency == null) {
            latency = new NativeLatency();
        }
        reset();
    }

    /** What the iteration's load was timed with; empty for a benchmark that never asked. */
    Optional<NativeLatency> end() {
        return used ? Optional.ofNullable(latency) : Optional.empty();
    }
}
