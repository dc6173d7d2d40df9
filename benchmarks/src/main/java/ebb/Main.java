// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.cli.Cli;
import ebb.cli.Terminal;
import java.lang.reflect.Field;
import java.util.List;

/** {@code java -jar benchmarks.jar}: see {@link Cli}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        silenceUnsafeWarning();
        System.exit(Cli.run(List.of(arguments), Terminal.here()));
    }

    /**
     * Keeps JDK 24 and later from warning that JMH 1.37 asks {@code sun.misc.Unsafe} for field offsets, by marking the
     * warning, which comes once a process, as given.
     *
     * <p>JMH asks when its classes load, to check their padding, and the user can do nothing about it. The option that
     * allows it ({@code --sun-misc-unsafe-memory-access=allow}) cannot be in a jar's manifest. Forks get that option.
     */
    private static void silenceUnsafeWarning() {
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
