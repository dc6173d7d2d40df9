// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

/**
 * The limits that a search tries, MiB: multiples of 4 below 800, of 8 below 1600, of 16 below 3200, and so on. They do not
 * depend on what was measured, so that two searches can only give the same answer or one that is steps apart.
 */
final class Grid {
    private static final long LEAST_STEP = 4;

    /** The part of a limit that is not told apart. */
    private static final long PARTS = 100;

    private Grid() {}

    /** To the next limit above one of at least this: 4 MiB, from 400 MiB on 0.5 to 1 % of it. */
    static long step(long mib) {
        return Math.max(LEAST_STEP, Long.highestOneBit(mib / PARTS));
    }

    /** The largest that is not above it, at least 0. */
    static long floor(long mib) {
        return mib - mib % step(mib);
    }

    /** The smallest that is not below it. */
    static long ceiling(long mib) {
        long floor = floor(mib);
        return floor == mib ? mib : floor + step(floor);
    }

    /** The next larger one. */
    static long above(long mib) {
        return floor(mib) + step(mib);
    }
}
