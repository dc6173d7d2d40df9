// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import java.util.function.LongSupplier;

/** Decides when RSS has come to rest: when its readings stay within a range for some time. */
final class Settling {
    /** Bytes, for the base. */
    static final long RANGE = 64 << 10;
    /** Nanoseconds, for the base. */
    static final long REST = 500_000_000L;

    private static final long AT_MOST = 5_000_000_000L;
    private static final long STEP = 25_000_000L;

    private final long range;
    private final long rest;
    private boolean begun;
    private long since;
    private long low;
    private long high;

    /**
     * @param range bytes
     * @param rest nanoseconds
     */
    Settling(long range, long rest) {
        this.range = range;
        this.rest = rest;
    }

    /**
     * Returns when RSS is at rest before the first burst, or after 5 s.
     *
     * @param rss in bytes
     */
    static void await(LongSupplier rss) {
        Settling settling = new Settling(RANGE, REST);
        long start = System.nanoTime();
        long now = start;
        while (!settling.add(now, rss.getAsLong()) && now - start < AT_MOST) {
            pause(STEP, "before its first burst");
            now = System.nanoTime();
        }
    }

    /** @param when for the error where it is interrupted */
    static void pause(long nanos, String when) {
        try {
            Thread.sleep(nanos / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("The fork was interrupted " + when + ".");
        }
    }

    /** Takes a reading; returns whether all readings of the last {@code rest} lie within the range. */
    boolean add(long nanos, long rss) {
        low = Math.min(low, rss);
        high = Math.max(high, rss);
        if (!begun || high - low > range) {
            begun = true;
            since = nanos;
            low = rss;
            high = rss;
        }
        return nanos - since >= rest;
    }
}
