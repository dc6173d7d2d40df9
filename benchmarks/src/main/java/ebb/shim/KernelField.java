// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_kernel_field} of ebb.h, in its order: ranges, units, and which kind needs which stand there. */
public enum KernelField {
    THREADS,
    FREERS,
    BLOCKS,
    RING,
    LIFETIME,
    FIRST,
    FINAL,
    FLOOR,
    SEED
}
