// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.regex.Pattern;

/** Removes from a name what XML cannot hold, and what would change the direction of the text after it. */
public final class Printable {
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]"
                    + "|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private Printable() {}

    /** With U+FFFD in place of each such character. */
    public static String of(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("\ufffd");
    }
}
