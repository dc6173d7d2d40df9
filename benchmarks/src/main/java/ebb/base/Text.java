// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text for a terminal. */
public final class Text {
    private Text() {}

    /** Like {@link String#format}, with the same digits in any locale. */
    public static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** A number with so many decimals; what rounds to 0 has no sign. */
    public static String number(double value, int decimals) {
        String text = format("%." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /** An argument as a POSIX shell takes it. */
    public static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /**
     * Breaks at spaces, and a word longer than a line after its commas; any other stays whole, as a path must that is to be
     * copied.
     *
     * @param width of a line in columns
     * @param hang columns by which the lines after the first are indented, within the width
     * @return at least one line
     */
    public static List<String> wrap(String text, int width, int hang) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        boolean empty = true;
        for (String word : text.split(" ")) {
            String[] parts = word.length() > width - hang ? word.split("(?<=,)") : new String[] {word};
            for (int i = 0; i < parts.length; i++) {
                String gap = empty || i > 0 ? "" : " ";
                if (!empty && line.length() + gap.length() + parts[i].length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                    line.append(" ".repeat(hang));
                    gap = "";
                }
                line.append(gap).append(parts[i]);
                empty = false;
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
