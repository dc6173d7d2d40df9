// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.Locale;

/**
 * How an allocator looks in figures: a colour with a dash, and a mark, so that colour never stands alone.
 *
 * @param colour of {@code colours.css}
 * @param dash of its lines, likewise; each dash has its own mark
 */
record AllocatorStyle(int colour, int dash) {
    /** As many as {@code colours.css} has. */
    static final int COLOURS = 8;

    static final int DASHES = 4;

    /** @param number the allocator's, from 0 */
    static AllocatorStyle of(int number) {
        return new AllocatorStyle(number % COLOURS, (number + number / COLOURS) % DASHES);
    }

    String stroke() {
        return solid() + " d" + dash;
    }

    /** A stroke without dashes. */
    String solid() {
        return "c" + colour;
    }

    String fill() {
        return "f" + colour;
    }

    /** A shape around a point. */
    String mark(double x, double y) {
        double r = 5;
        return switch (dash) {
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
}
