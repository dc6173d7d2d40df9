// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_kernel_kind} of ebb.h, in its order: what an operation is stands there. */
public enum KernelKind {
    INTERLEAVED,
    CROSS_THREAD_FREE,
    THREAD_CHURN,
    GROWTH
}
