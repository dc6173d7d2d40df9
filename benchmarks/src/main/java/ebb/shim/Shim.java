// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import ebb.base.EbbException;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code ebb.h}, one to one.
 *
 * <p>Direct mapping, primitives and addresses only: a call costs tens of nanoseconds and does not call malloc. A Java
 * array, a {@code String} or a JNA {@code Memory} as an argument would be copied with the malloc that is measured.
 */
final class Shim {
    /** {@code EBB_ABI_VERSION} of the header that these declarations match. */
    static final int ABI_VERSION = 5;

    static {
        try {
            Native.register(Shim.class, "ebb");
        } catch (UnsatisfiedLinkError e) {
            throw new EbbException("The native shim could not be loaded (" + firstLine(e.getMessage())
                    + "): Ebb runs on Linux with glibc, on the architecture that it was built on; where the temporary"
                    + " folder is mounted noexec, give another one with -Djna.tmpdir=DIR.");
        }
        if (ebb_abi_version() != ABI_VERSION) {
            throw new EbbException("The native shim has ABI " + ebb_abi_version() + " and these classes want "
                    + ABI_VERSION + ": an old libebb.so is on the library path; remove it or build again.");
        }
    }

    private Shim() {}

    static native int ebb_abi_version();

    static native @Nullable Pointer ebb_identify();

    static native @Nullable Pointer ebb_proc_open();

    static native void ebb_proc_close(Pointer proc);

    static native @Nullable Pointer ebb_proc_read(Pointer proc, int file);

    static native long ebb_proc_rss(Pointer proc);

    static native int ebb_proc_reset_peak(Pointer proc);

    static native @Nullable Pointer ebb_burst_new();

    static native int ebb_burst_set(Pointer burst, int field, long value);

    static native int ebb_burst_release(Pointer burst, Pointer releaser, int when);

    static native int ebb_burst_start(Pointer burst);

    static native int ebb_burst_run(Pointer burst);

    static native int ebb_burst_idle(Pointer burst, long nanoseconds);

    static native int ebb_burst_drop_survivors(Pointer burst);

    static native long ebb_burst_stat(Pointer burst, int stat);

    static native int ebb_burst_close(Pointer burst);

    static native @Nullable Pointer ebb_sampler_new(long interval, long capacity);

    static native int ebb_sampler_start(Pointer sampler);

    static native void ebb_sampler_watch(Pointer sampler, @Nullable Pointer burst);

    static native long ebb_sampler_range(Pointer sampler, long since);

    static native int ebb_sampler_stop(Pointer sampler);

    static native long ebb_sampler_count(Pointer sampler);

    static native Pointer ebb_sampler_samples(Pointer sampler);

    static native long ebb_sampler_cpu(Pointer sampler);

    static native long ebb_sampler_interval(Pointer sampler);

    static native void ebb_sampler_close(Pointer sampler);

    static native int ebb_burst_time(Pointer burst, Pointer latency);

    static native int ebb_burst_probe(Pointer burst, int probe);

    static native @Nullable Pointer ebb_books_open();

    static native int ebb_books_read(Pointer books);

    static native long ebb_books_value(Pointer books, int book);

    static native int ebb_books_watch(Pointer books, Pointer burst);

    static native int ebb_books_unwatch(Pointer books);

    static native long ebb_books_peak(Pointer books, int book);

    static native void ebb_books_close(Pointer books);

    static native @Nullable Pointer ebb_releaser_new(long interval);

    static native int ebb_releaser_start(Pointer releaser);

    static native long ebb_releaser_calls(Pointer releaser);

    static native long ebb_releaser_longest(Pointer releaser);

    static native long ebb_releaser_cpu(Pointer releaser);

    static native void ebb_releaser_reset(Pointer releaser);

    static native void ebb_releaser_close(Pointer releaser);

    static native @Nullable Pointer ebb_sizes_new();

    static native int ebb_sizes_add(Pointer sizes, long size, double weight);

    static native void ebb_sizes_close(Pointer sizes);

    static native @Nullable Pointer ebb_latency_new();

    static native void ebb_latency_reset(Pointer latency);

    static native @Nullable Pointer ebb_latency_counts(Pointer latency, int of);

    static native long ebb_latency_overhead(Pointer latency);

    static native void ebb_latency_close(Pointer latency);

    static native @Nullable Pointer ebb_kernel_new(int kind);

    static native int ebb_kernel_set(Pointer kernel, int field, long value);

    static native int ebb_kernel_start(Pointer kernel, @Nullable Pointer sizes, @Nullable Pointer latency);

    static native @Nullable Pointer ebb_kernel_join(Pointer kernel, int role);

    static native long ebb_kernel_run(Pointer caller, long operations);

    static native long ebb_caller_count(Pointer caller, int count);

    static native void ebb_kernel_leave(Pointer caller);

    static native long ebb_kernel_count(Pointer kernel, int count);

    static native int ebb_kernel_stop(Pointer kernel);

    static native int ebb_kernel_close(Pointer kernel);

    static native void ebb_nothing();

    static native @Nullable Pointer ebb_tree_new(int root, long interval, long capacity);

    static native Pointer ebb_tree_sampler(Pointer tree);

    static native int ebb_tree_read(Pointer tree);

    static native long ebb_tree_value(Pointer tree, int what);

    static native int ebb_tree_reset_peak(Pointer tree);

    static native long ebb_tree_seen(Pointer tree);

    static native int ebb_tree_seen_pid(Pointer tree, long index);

    static native @Nullable Pointer ebb_tree_seen_name(Pointer tree, long index);

    static native void ebb_tree_close(Pointer tree);

    private static String firstLine(@Nullable String text) {
        return text == null ? "no reason given" : text.lines().findFirst().orElse("no reason given");
    }
}
