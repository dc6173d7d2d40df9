// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;

/** A thread in C that takes samples into mapped memory; read them after {@link #stop}. */
public abstract sealed class Sampler implements AutoCloseable permits NativeSampler, NativeTree {
    /** {@code sizeof(ebb_sample)}: time, rss and a figure that each sampler gives its own meaning, eight bytes each. */
    private static final int SAMPLE_BYTES = 24;

    public abstract void start();

    public abstract void stop();

    public abstract int count();

    /** CPU time of the sampling thread in nanoseconds. */
    public abstract long cpu();

    /** The interval in nanoseconds, doubled each time that the timeline was full. */
    public abstract long interval();

    abstract Pointer samples();

    /** Below 0 where no sample was taken since. */
    abstract long rangeSince(long since);

    /** By how many bytes RSS moved since a time, while this runs; the most there is where no sample was taken since. */
    public final long range(long since) {
        long bytes = rangeSince(since);
        return bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    /** Nanoseconds of CLOCK_MONOTONIC. */
    public final long time(int index) {
        return word(index, 0);
    }

    /** Bytes. */
    public final long rss(int index) {
        return word(index, 8);
    }

    final long third(int index) {
        return word(index, 16);
    }

    @Override
    public abstract void close();

    private long word(int index, int offset) {
        return samples().getLong((long) index * SAMPLE_BYTES + offset);
    }
}
