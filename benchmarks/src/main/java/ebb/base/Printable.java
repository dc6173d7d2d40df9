// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.regex.Pattern;

/** Takes out of a name what XML cannot hold, and what would turn the direction of the text that follows it. */
public final class Printable {
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]"
                    + "|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /** What moves a terminal's cursor, or begins a sequence that commands it. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029\\u061c]");

    private Printable() {}

    /** As a part of one line of a terminal: tabs and ends of lines are taken out too, and all that commands it. */
    public static String line(String text) {
        return CONTROL.matcher(of(text)).replaceAll("\ufffd");
    }

    /** With U+FFFD in the place of each such character. */
    public static String of(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("\ufffd");
    }
}
