// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import java.lang.reflect.Field;

/**
 * Keeps JDK 24 and later from warning that JMH 1.37 asks {@code sun.misc.Unsafe} for the offsets of its fields.
 *
 * <p>JMH does so when its classes load, to check their padding, and the user can do nothing about it. The option that
 * allows it ({@code --sun-misc-unsafe-memory-access=allow}) cannot stand in a jar's manifest. Forks get that option.
 */
public final class UnsafeWarning {
    private UnsafeWarning() {}

    /** Marks the warning, which comes once a process, as given; does nothing where the JDK has no such mark. */
    public static void silence() {
        try {
            Field given = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            given.setAccessible(true);
            given.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another JDK: it does not warn, or its warning appears, which is harmless.
            return;
        }
    }
}
