// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_latency_of} of ebb.h, in its order: which calls a histogram is of. */
public enum LatencyOf {
    /** With posix_memalign. */
    MALLOC,
    REALLOC,
    FREE,
    /** The first 100 ms of each burst, which {@link #MALLOC} then leaves out; empty for a kernel. */
    FIRST_MALLOC,
    FIRST_REALLOC,
    FIRST_FREE
}
