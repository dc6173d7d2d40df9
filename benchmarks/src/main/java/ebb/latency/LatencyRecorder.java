// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import ebb.shim.NativeLatency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a benchmark whether its calls are to be timed.
 *
 * <pre>{@code
 * // Setup(Trial)
 * kernel.start(sizes, LatencyRecorder.current().latency());
 * }</pre>
 *
 * Only {@link LatencyProfiler} turns timing on; without it a load gets no histograms, and timing costs nothing.
 */
public final class LatencyRecorder {
    private static final LatencyRecorder CURRENT = new LatencyRecorder();

    /** Mapped until the process ends: loads write to it, and they end after the last iteration began. */
    private volatile @Nullable NativeLatency latency;

    private volatile boolean used;

    /** For {@link #current}, and for tests. */
    LatencyRecorder() {}

    public static LatencyRecorder current() {
        return CURRENT;
    }

    /** The histograms for a load; null where nothing is to be timed. */
    public @Nullable NativeLatency latency() {
        used = true;
        return latency;
    }

    /** Forgets what was timed in this iteration; call it while the load is at rest. */
    public void reset() {
        NativeLatency histograms = latency;
        if (histograms != null) {
            histograms.reset();
        }
    }

    void begin() {
        if (latency == null) {
            latency = new NativeLatency();
        }
        reset();
    }

    /** The iteration's histograms; empty for a benchmark that never asked for them. */
    Optional<NativeLatency> end() {
        return used ? Optional.ofNullable(latency) : Optional.empty();
    }
}
