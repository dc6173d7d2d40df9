// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_probe} of ebb.h, in its order: what each thread of the load does stands there. */
public enum Probe {
    /** One small malloc and free on each. */
    NUDGE,
    /** Thousands, of the scenario's sizes. */
    CHURN,
    /** The allocator's own release, on a thread that has nothing to do with the load. */
    OUTSIDE,
    /** The release on each. */
    OWNERS,
    /** The threads end. */
    EXIT
}
