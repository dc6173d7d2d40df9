// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** State of a trial that holds the load of its threads. */
abstract class Shared {
    private @Nullable SteadyLoad load;

    final void share(SteadyLoad started) {
        load = started;
    }

    final SteadyLoad load() {
        return Objects.requireNonNull(load, "set up by start");
    }
}
