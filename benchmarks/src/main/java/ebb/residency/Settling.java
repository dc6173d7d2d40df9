// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

/** Decides when RSS has come to rest: readings within {@link #RANGE} for {@link #REST}. */
final class Settling {
    /** Bytes. */
    static final long RANGE = 64 << 10;
    /** Nanoseconds. */
    static final long REST = 500_000_000L;

    private boolean begun;
    private long since;
    private long low;
    private long high;

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
