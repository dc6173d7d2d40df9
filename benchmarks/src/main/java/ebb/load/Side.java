// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.shim.KernelCount;
import ebb.shim.KernelRole;
import ebb.shim.NativeKernel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A thread at one end of the ring of {@link CrossThreadFree}, and what it has counted since it was asked last. */
abstract class Side {
    private NativeKernel.@Nullable Caller caller;
    private long counted;

    final void join(SteadyLoad load, KernelRole role) {
        caller = load.join(role);
    }

    final long run() {
        return caller().run(CrossThreadFree.BATCH);
    }

    /** How much was counted since the last call; each side asks for one count only. */
    final long since(KernelCount count) {
        long all = caller().count(count);
        long since = all - counted;
        counted = all;
        return since;
    }

    final void leave(SteadyLoad load) {
        load.leave(caller());
    }

    private NativeKernel.Caller caller() {
        return Objects.requireNonNull(caller, "set up by join");
    }
}
