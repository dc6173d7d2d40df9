// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The known name that a user most likely meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The name with the fewest edits (insert, delete, replace, swap of neighbours) from the word, when these are at most
     * a third of the word's length, and 2 in any case; of equals the first.
     */
    public static Optional<String> to(String word, Collection<String> names) {
        String best = null;
        int fewest = Math.max(2, word.length() / 3) + 1;
        for (String name : names) {
            int edits = edits(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code " Did you mean NAME?"}, or nothing when no name is near. */
    public static String hint(String word, Collection<String> names) {
        return to(word, names).map(name -> " Did you mean " + name + "?").orElse("");
    }

    /**
     * The constant of an enum that a user's word names.
     *
     * @param name of a constant
     * @param error made where there is none of that name, from a text that follows "is" or "is not": {@code one of a, b.},
     *     with the nearest of them
     */
    public static <E extends Enum<E>> E constant(
            String word, E[] constants, Function<E, String> name, Function<String, EbbException> error) {
        List<String> names = Arrays.stream(constants).map(name).toList();
        int index = names.indexOf(word);
        if (index < 0) {
            throw error.apply("one of " + String.join(", ", names) + "." + hint(word, names));
        }
        return constants[index];
    }

    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int[][] cost, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
    }
}
