// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.regex.Pattern;

/**
 * Text of others in a terminal, a page or a table: without what would steer a terminal, turn the direction of the text
 * that follows, or be no XML.
 */
public final class Printable {
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[^\\x09\\x0a\\x0d\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]"
                    + "|[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

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

    /** Whether there is none in it. */
    public static boolean is(String text) {
        return !UNPRINTABLE.matcher(text).find();
    }

    /** Whether it has no end of a line either: a name with one could pass for two lines of output. */
    public static boolean isLine(String text) {
        return is(text) && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    }
}
