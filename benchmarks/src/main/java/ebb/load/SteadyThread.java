// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.shim.NativeKernel;
import ebb.shim.NativeKernel.KernelCount;
import ebb.shim.NativeKernel.KernelRole;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A thread of a steady load, and what it has counted since it was asked last. */
abstract class SteadyThread {
    private NativeKernel.@Nullable Caller caller;
    private long counted;

    final void join(Shared shared, KernelRole role) {
        caller = shared.load().join(role);
    }

    final long run(long operations) {
        return caller().run(operations);
    }

    /** How much was counted since the last call; each thread asks for one count only. */
    final long since(KernelCount count) {
        long all = caller().count(count);
        long since = all - counted;
        counted = all;
        return since;
    }

    final void leave(Shared shared) {
        shared.load().leave(caller());
    }

    private NativeKernel.Caller caller() {
        return Objects.requireNonNull(caller, "set up by join");
    }
}
