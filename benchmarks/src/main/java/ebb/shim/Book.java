// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_book} of ebb.h, in its order: what each family counts there stands there. */
public enum Book {
    /** Given out to the program, as far as the allocator knows. */
    INUSE,
    /** Free, and kept for the next request. */
    CACHED,
    /** The allocator's own. */
    METADATA,
    /** Given back to the kernel, the addresses kept. */
    RETURNED
}
