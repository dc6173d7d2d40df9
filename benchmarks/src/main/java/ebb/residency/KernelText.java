// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import java.util.OptionalLong;

/** Reads the kernel's "Key:  123 kB" lines; its kB are KiB. */
final class KernelText {
    private static final long KIB = 1024;

    private KernelText() {}

    /**
     * Bytes of the line that begins with the key.
     *
     * @param file name of the file for the error
     * @throws EbbException when the kernel does not give that line
     */
    static long bytes(String text, String key, String file) {
        return find(text, key, file)
                .orElseThrow(() -> new EbbException(
                        "This kernel's " + file + " has no line '" + key + ":': Ebb needs Linux 4.14 or newer."));
    }

    /** Bytes of the line that begins with the key, empty without one. */
    static OptionalLong find(String text, String key, String file) {
        String start = key + ":";
        int from = text.startsWith(start) ? 0 : text.indexOf("\n" + start) + 1;
        if (from == 0 && !text.startsWith(start)) {
            return OptionalLong.empty();
        }
        int end = text.indexOf('\n', from);
        String line = text.substring(from, end < 0 ? text.length() : end);
        String value = line.substring(start.length()).trim();
        if (!value.endsWith(" kB")) {
            throw unreadable(line, file);
        }
        try {
            return OptionalLong.of(Math.multiplyExact(
                    Long.parseLong(value.substring(0, value.length() - 3).trim()), KIB));
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadable(line, file);
        }
    }

    private static EbbException unreadable(String line, String file) {
        return new EbbException("The line '" + line + "' of " + file + " is not a number of kB.");
    }
}
