// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** A thread in C that samples RSS and live bytes into mapped memory; read it after {@link #stop}. */
public final class NativeSampler implements AutoCloseable {
    /** {@code sizeof(ebb_sample)}: time, rss and live, eight bytes each. */
    private static final int SAMPLE_BYTES = 24;

    private final Pointer handle;

    /**
     * @param intervalNs 1e6 to 1e10
     * @param capacity samples, 1024 to 2^24; when full every second one is dropped and the interval doubles
     */
    public NativeSampler(long intervalNs, long capacity) {
        handle = Status.opened(
                Shim.ebb_sampler_new(intervalNs, capacity),
                "map a timeline of " + capacity + " samples at " + intervalNs + " ns");
    }

    public void start() {
        Status.check(Shim.ebb_sampler_start(handle), "start the sampler");
    }

    /** Records the live bytes of this burst; null for none. */
    public void watch(@Nullable NativeBurst burst) {
        Shim.ebb_sampler_watch(handle, burst == null ? null : burst.handle());
    }

    /** The range of RSS in bytes since a time, while this runs; Long.MAX_VALUE where no sample was taken since. */
    public long range(long since) {
        long bytes = Shim.ebb_sampler_range(handle, since);
        return bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    public void stop() {
        Status.check(Shim.ebb_sampler_stop(handle), "stop the sampler");
    }

    public int count() {
        return Math.toIntExact(Shim.ebb_sampler_count(handle));
    }

    /** Nanoseconds of CLOCK_MONOTONIC. */
    public long time(int index) {
        return word(index, 0);
    }

    /** Bytes. */
    public long rss(int index) {
        return word(index, 8);
    }

    /** Bytes. */
    public long live(int index) {
        return word(index, 16);
    }

    /** CPU time of the sampling thread in nanoseconds. */
    public long cpu() {
        return Shim.ebb_sampler_cpu(handle);
    }

    @Override
    public void close() {
        Shim.ebb_sampler_close(handle);
    }

    private long word(int index, int offset) {
        return Shim.ebb_sampler_samples(handle).getLong((long) index * SAMPLE_BYTES + offset);
    }
}
