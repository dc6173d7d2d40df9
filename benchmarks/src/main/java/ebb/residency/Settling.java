// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import java.util.function.LongSupplier;

/** Decides when RSS has come to rest: readings within {@link #RANGE} for {@link #REST}. */
final class Settling {
    /** Bytes. */
    static final long RANGE = 64 << 10;
    /** Nanoseconds. */
    static final long REST = 500_000_000L;

    private static final long AT_MOST = 5_000_000_000L;
    private static final long STEP_MS = 25;

    private boolean begun;
    private long since;
    private long low;
    private long high;

    /**
     * Returns when RSS is at rest, or after 5 s.
     *
     * @param rss reads it, in bytes
     */
    static void await(LongSupplier rss) {
        Settling settling = new Settling();
        long start = System.nanoTime();
        long now = start;
        while (!settling.add(now, rss.getAsLong()) && now - start < AT_MOST) {
            try {
                Thread.sleep(STEP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EbbException("The fork was interrupted before its first burst.");
            }
            now = System.nanoTime();
        }
    }

    /** Takes a reading; whether all readings of the last {@link #REST} lay within {@link #RANGE}. */
    boolean add(long nanos, long rss) {
        low = Math.min(low, rss);
        high = Math.max(high, rss);
        if (!begun || high - low > RANGE) {
            begun = true;
            since = nanos;
            low = rss;
            high = rss;
        }
        return nanos - since >= REST;
    }
}
