// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/**
 * A part of a run that is divided among machines: whole rounds, so that all rows of a round are measured on one of them and
 * are compared within it.
 *
 * @param number 1 to {@code of}
 * @param of the number of shards of the whole run
 */
public record Shard(int number, int of) {
    /** Whether it has this round: the rounds are dealt out in turn. */
    public boolean has(int round) {
        return (round - 1) % of == number - 1;
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}
