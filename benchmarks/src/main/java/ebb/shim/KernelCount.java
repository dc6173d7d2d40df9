// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_kernel_count} of ebb.h, in its order: meaning and units stand there. */
public enum KernelCount {
    OPERATIONS,
    MALLOCS,
    REALLOCS,
    FREES,
    BYTES,
    LIVE_BLOCKS,
    LIVE_BYTES,
    WAITS_FULL,
    WAITS_EMPTY,
    MISSED,
    THREADS
}
