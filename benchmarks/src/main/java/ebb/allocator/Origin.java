// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Locale;

/** Where an allocator's library is from. */
public enum Origin {
    /** The C library of this system: nothing is preloaded. */
    LIBC,
    /** A path that the user gave. */
    USER,
    /** Out of benchmarks.jar. */
    BUNDLED,
    /** The system's library folders. */
    SYSTEM;

    /** In lower case, as it is printed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
