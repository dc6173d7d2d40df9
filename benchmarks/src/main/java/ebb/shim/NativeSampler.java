// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import org.jspecify.annotations.Nullable;

/** Samples RSS and live bytes of this process. */
public final class NativeSampler extends Sampler {
    /**
     * @param intervalNs 1e6 to 1e10
     * @param capacity samples, 1024 to 2^24; when full every second one is dropped and the interval doubles
     */
    public NativeSampler(long intervalNs, long capacity) {
        super(Status.opened(
                Shim.ebb_sampler_new(intervalNs, capacity),
                "map a timeline of " + capacity + " samples at " + intervalNs + " ns"));
    }

    /** Records the live bytes of this burst; null for none. */
    public void watch(@Nullable NativeBurst burst) {
        Shim.ebb_sampler_watch(sampler, burst == null ? null : burst.handle());
    }

    /** Bytes. */
    public long live(int index) {
        return third(index);
    }

    @Override
    public void close() {
        Shim.ebb_sampler_close(sampler);
    }
}
