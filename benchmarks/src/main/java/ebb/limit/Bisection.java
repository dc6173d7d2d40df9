// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import java.util.OptionalLong;

/**
 * Halves the range in which the smallest limit that a load survives must lie, down to one step of the {@link Grid}. The
 * range that it begins with is a guess: an end is tried itself before the search ends at it; where the guess was wrong, it
 * is moved, ever further, until it is right.
 */
final class Bisection {
    private long died;
    private boolean hasDied;
    private long survived;
    private boolean hasSurvived;
    private long widening;
    private boolean moved;

    /**
     * @param low a limit that will hardly be survived, at least 0, MiB
     * @param high one that probably will
     */
    Bisection(long low, long high) {
        died = Grid.floor(low);
        survived = Math.max(Grid.ceiling(high), Grid.above(died));
        widening = Grid.step(survived);
    }

    /** The limit to try next; empty when the answer is known. */
    OptionalLong next() {
        if (moved && !hasSurvived) {
            return OptionalLong.of(survived);
        }
        if (moved && !hasDied && died > 0) {
            return OptionalLong.of(died);
        }
        if (survived > Grid.above(died)) {
            return OptionalLong.of(Math.max(Grid.above(died), Grid.floor((survived + died) / 2)));
        }
        if (!hasSurvived) {
            return OptionalLong.of(survived);
        }
        return hasDied || died == 0 ? OptionalLong.empty() : OptionalLong.of(died);
    }

    void took(long limit, boolean survives) {
        if (survives) {
            survived = limit;
            hasSurvived = true;
            if (died >= limit) {
                died = Grid.floor(Math.max(0, limit - widen()));
                hasDied = false;
            }
        } else {
            died = limit;
            hasDied = true;
            if (survived <= limit) {
                survived = Grid.ceiling(limit + widen());
                hasSurvived = false;
            }
        }
    }

    private long widen() {
        moved = true;
        widening *= 2;
        return widening;
    }

    /** How many more limits will be tried, where the range is right. */
    int left() {
        double steps = Math.max(1, (double) (survived - died) / Grid.step(survived));
        int halvings = (int) Math.ceil(Math.log(steps) / Math.log(2));
        return next().isEmpty() ? 0 : Math.max(1, halvings + (hasSurvived ? 0 : 1) + (hasDied ? 0 : 1) - 1);
    }

    /** The smallest that was survived, once {@link #next} is empty; before, the smallest that may be. */
    long smallest() {
        return survived;
    }

    /** The largest that was not; empty where each one was survived. */
    OptionalLong largestThatDied() {
        return hasDied ? OptionalLong.of(died) : OptionalLong.empty();
    }
}
