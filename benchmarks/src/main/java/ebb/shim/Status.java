// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import ebb.base.EbbException;
import org.jspecify.annotations.Nullable;

/** Turns the shim's status codes, {@code enum ebb_status}, into sentences. */
final class Status {
    private static final String[] MEANING = {
        "",
        "there is no such field",
        "a value is outside its range",
        "the call does not fit the state that the load is in",
        "a system call failed",
        "blocks that should have been freed are still live",
        "the allocator has no such call",
        "processes came and went each time that they were looked at, as in a service that starts programs without a pause"
    };

    private static final int ABSENT = -6;

    private Status() {}

    /**
     * The value.
     *
     * @param tried what to name in the error
     * @throws EbbException where the value is a negative status
     */
    static long check(long value, String tried) {
        if (value >= 0) {
            return value;
        }
        int code = (int) -value;
        String meaning = code < MEANING.length ? MEANING[code] : "status " + value;
        throw new EbbException("The native shim could not " + tried + ": " + meaning + errno(code) + ".");
    }

    /**
     * Whether the allocator has what was tried.
     *
     * @throws EbbException for every other negative status
     */
    static boolean present(long value, String tried) {
        return value != ABSENT && check(value, tried) >= 0;
    }

    static Pointer opened(@Nullable Pointer handle, String tried) {
        if (handle == null) {
            throw new EbbException("The native shim could not " + tried + ": errno " + Native.getLastError() + ".");
        }
        return handle;
    }

    private static String errno(int code) {
        return code == 4 ? " (errno " + Native.getLastError() + ")" : "";
    }
}
