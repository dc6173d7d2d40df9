// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.Locale;

/** How an allocator looks in figures: a colour with a dash, and a mark, so that colour never stands alone. */
final class Looks {
    /** As many as {@code colours.css} has. */
    private static final int COLOURS = 8;

    private static final int DASHES = 4;
    private static final int LONGEST_NAME = 26;

    private Looks() {}

    static String stroke(int allocator) {
        return "c" + allocator % COLOURS + " d" + (allocator + allocator / COLOURS) % DASHES;
    }

    /** A stroke without dashes. */
    static String solid(int allocator) {
        return "c" + allocator % COLOURS;
    }

    static String fill(int allocator) {
        return "f" + allocator % COLOURS;
    }

    /** A shape around a point; four of them, one for each dash. */
    static String mark(int allocator, double x, double y) {
        double r = 5;
        return switch ((allocator + allocator / COLOURS) % DASHES) {
            case 0 -> path("M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0Z", x - r, y, r, r, 2 * r, r, r, -2 * r);
            case 1 -> path("M%s %sh%sv%sh%sZ", x - 4.5, y - 4.5, 9, 9, -9);
            case 2 -> path("M%s %sL%s %sL%s %sZ", x, y - 6, x + 5.5, y + 4.5, x - 5.5, y + 4.5);
            default -> path("M%s %sL%s %sL%s %sL%s %sZ", x, y - 6, x + 6, y, x, y + 6, x - 6, y);
        };
    }

    private static String path(String pattern, double... numbers) {
        Object[] words = new Object[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            words[i] = Svg.number(numbers[i]);
        }
        return String.format(Locale.ROOT, pattern, words);
    }

    /** A name that fits beside a figure; the end of a path says more than its beginning. */
    static String name(String id) {
        return id.length() <= LONGEST_NAME ? id : "\u2026" + id.substring(id.length() - LONGEST_NAME + 1);
    }

    /** The beginning of a text that is longer than that. */
    static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "\u2026";
    }

    /** About as wide as the text is, at 12 pixels a line. */
    static double width(String text) {
        return 6.7 * text.length();
    }
}
