// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Keeps what is printed of a fork until it has ended: lines of forks that go on at the same time would be mixed. */
final class HeldOutput {
    private final List<Consumer<OutputFormat>> calls = new ArrayList<>();

    /** What keeps it. */
    OutputFormat format() {
        return (OutputFormat) Proxy.newProxyInstance(
                OutputFormat.class.getClassLoader(), new Class<?>[] {OutputFormat.class}, this::keep);
    }

    private synchronized @Nullable Object keep(Object proxy, Method method, Object @Nullable [] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            throw new UnsupportedOperationException(method.getName());
        }
        Object[] copies = arguments == null ? new Object[0] : arguments.clone();
        if (copies.length == 1 && copies[0] instanceof byte[] bytes) {
            copies[0] = bytes.clone(); // JMH uses its buffer again
        }
        calls.add(out -> call(out, method, copies));
        return null;
    }

    private static void call(OutputFormat out, Method method, Object... arguments) {
        try {
            method.invoke(out, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("what a fork printed cannot be printed", e);
        }
    }

    /** Prints it. */
    synchronized void printTo(OutputFormat out) {
        calls.forEach(call -> call.accept(out));
        calls.clear();
    }
}
