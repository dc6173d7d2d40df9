// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import java.time.Duration;

/** How long a search will still take, by how long its forks have taken; one thread at a time. */
public final class SearchPace {
    private int others;
    private long nanos;
    private int ran;

    /** @param forks of all its searches */
    public SearchPace(int forks) {
        others = forks;
    }

    /** The next search begins, of so many. */
    public void begin(int forks) {
        others -= forks;
    }

    /** A fork has run, and was not only read. */
    void took(long forkNanos) {
        nanos += forkNanos;
        ran++;
    }

    /** In words, with those of the searches to come: nothing where no fork has told. */
    public String left(int forks) {
        Duration left = Duration.ofNanos(nanos / Math.max(1, ran) * (others + forks));
        if (left.toSeconds() == 0) {
            return "";
        }
        return ", about " + (left.toMinutes() == 0 ? "" : left.toMinutes() + " min ") + left.toSecondsPart()
                + " s left";
    }
}
