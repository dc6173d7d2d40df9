// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;

/** A thread in C that takes samples into mapped memory; read them after {@link #stop}. */
public abstract sealed class Sampler implements AutoCloseable permits NativeSampler, NativeTree {
    /** The variable of a process that names the file for its samples, which outlives it: see ebb_sampler_new. */
    public static final String FILE = "EBB_TIMELINE";

    /** {@code sizeof(ebb_sample)}: time, rss and a figure that each sampler gives its own meaning, eight bytes each. */
    private static final int SAMPLE_BYTES = 24;

    /** An {@code ebb_sampler}. */
    final Pointer sampler;

    Sampler(Pointer sampler) {
        this.sampler = sampler;
    }

    public final void start() {
        Status.check(Shim.ebb_sampler_start(sampler), "start to sample RSS");
    }

    public final void stop() {
        Status.check(Shim.ebb_sampler_stop(sampler), "sample RSS to the end");
    }

    public final int count() {
        return Math.toIntExact(Shim.ebb_sampler_count(sampler));
    }

    /** CPU time of the sampling thread in nanoseconds. */
    public final long cpu() {
        return Shim.ebb_sampler_cpu(sampler);
    }

    /** The interval in nanoseconds, doubled each time that the timeline was full. */
    public final long interval() {
        return Shim.ebb_sampler_interval(sampler);
    }

    /** By how many bytes RSS moved since a time, while this runs; the most there is where no sample was taken since. */
    public final long range(long since) {
        long bytes = Shim.ebb_sampler_range(sampler, since);
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
        return Shim.ebb_sampler_samples(sampler).getLong((long) index * SAMPLE_BYTES + offset);
    }
}
