// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.regex.Pattern;

/** Removes from a name what XML cannot hold, and what would change the direction of the text after it. */
public final class Printable {
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[^\\x09\\x0a\\x0d\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]"
                    + "|[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private static final Pattern MORE_THAN_A_LINE = Pattern.compile("[\\t\\n\\r\\u2028\\u2029]");

    private Printable() {}

    /** With U+FFFD in place of each such character. */
    public static String of(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("\ufffd");
    }

    /** Whether there is none in it. */
    public static boolean is(String text) {
        return !UNPRINTABLE.matcher(text).find();
    }

    /** As a part of one line: in the place of tabs and ends of lines too, with which a name could pass for two lines. */
    public static String line(String text) {
        return MORE_THAN_A_LINE.matcher(of(text)).replaceAll("\ufffd");
    }

    /** Whether it can be a part of one line as it is. */
    public static boolean isLine(String text) {
        return line(text).equals(text);
    }
}
