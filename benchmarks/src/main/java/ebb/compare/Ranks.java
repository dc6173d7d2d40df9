// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.Arrays;

/** Ranks times two, so that the mean rank of a tie is a whole number. */
final class Ranks {
    private final int[] doubled;

    private Ranks(int[] doubled) {
        this.doubled = doubled;
    }

    /** Of these values among each other: the smallest has rank 1, equals share the mean of theirs. */
    static Ranks of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int[] doubled = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = below(sorted, values[i]);
            int equal = 0;
            while (below + equal < sorted.length && sorted[below + equal] == values[i]) {
                equal++;
            }
            doubled[i] = 2 * below + equal + 1;
        }
        return new Ranks(doubled);
    }

    /** 1 to n, as where no two are equal. */
    static Ranks untied(int n) {
        int[] doubled = new int[n];
        for (int i = 0; i < n; i++) {
            doubled[i] = 2 * (i + 1);
        }
        return new Ranks(doubled);
    }

    /** Twice the rank of each value, in the order of the values. */
    int[] doubled() {
        return doubled.clone();
    }

    /** The sum of those from one place up to, and without, another. */
    int sum(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += doubled[i];
        }
        return sum;
    }

    /** The ranks alone, whoever has them: what the exact distribution depends on. */
    Ranks sorted() {
        int[] sorted = doubled.clone();
        Arrays.sort(sorted);
        return new Ranks(sorted);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranks ranks && Arrays.equals(doubled, ranks.doubled);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(doubled);
    }

    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
