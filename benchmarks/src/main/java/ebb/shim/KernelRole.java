// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_role} of ebb.h, in its order: what a thread does in a cross-thread free. */
public enum KernelRole {
    /** The only role of every other kind. */
    ALLOCATES,
    FREES_ONLY
}
