// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The known name that a user most likely meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The name that is the fewest edits (insert, delete, replace, swap of neighbours) away from the word, if these are at
     * most 2 or a third of the word's length; the first of equals.
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

    /** {@code " Did you mean NAME?"}, or all names when none is near. */
    public static String hintOrAll(String word, Collection<String> names) {
        String hint = hint(word, names);
        return hint.isEmpty() ? " Known are " + String.join(", ", names) + "." : hint;
    }

    /**
     * The constant with this name, written as {@code same-thread} for {@code SAME_THREAD}.
     *
     * @param otherwise makes the error from {@code "one of a, b, c."} and any hint
     */
    public static <E extends Enum<E>> E constant(Class<E> type, String word, Function<String, EbbException> otherwise) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        int found = words.indexOf(word);
        if (found < 0) {
            throw otherwise.apply("one of " + String.join(", ", words) + "." + hint(word, words));
        }
        return type.getEnumConstants()[found];
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
