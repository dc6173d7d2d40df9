// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Samples RSS and live bytes of this process. */
public final class NativeSampler extends Sampler {
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

    @Override
    public void start() {
        Status.check(Shim.ebb_sampler_start(handle), "start the sampler");
    }

    /** Records the live bytes of this burst; null for none. */
    public void watch(@Nullable NativeBurst burst) {
        Shim.ebb_sampler_watch(handle, burst == null ? null : burst.handle());
    }

    @Override
    long rangeSince(long since) {
        return Shim.ebb_sampler_range(handle, since);
    }

    @Override
    public void stop() {
        Status.check(Shim.ebb_sampler_stop(handle), "stop the sampler");
    }

    @Override
    public int count() {
        return Math.toIntExact(Shim.ebb_sampler_count(handle));
    }

    /** Bytes. */
    public long live(int index) {
        return third(index);
    }

    @Override
    public long cpu() {
        return Shim.ebb_sampler_cpu(handle);
    }

    @Override
    public long interval() {
        return Shim.ebb_sampler_interval(handle);
    }

    @Override
    Pointer samples() {
        return Shim.ebb_sampler_samples(handle);
    }

    @Override
    public void close() {
        Shim.ebb_sampler_close(handle);
    }
}
