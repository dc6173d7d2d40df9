// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;

/**
 * How long single calls of one kind took under one load.
 *
 * @param load benchmark and parameters
 * @param call malloc, free, realloc, malloc.first
 */
record LatencySection(String load, String call, List<Curve> curves) {
    /** Points for each factor of ten by which the distance to 100 % shrinks. */
    static final int STEPS = 8;

    /**
     * One allocator's curve over all its forks.
     *
     * @param allocator index into {@link Report#allocators()}
     * @param calls how many were timed
     * @param nanos at the percentile {@code 1 - 10^(-i / STEPS)}; it ends where fewer than one call would be above
     * @param median of all calls, nanoseconds
     * @param longest of all calls, nanoseconds
     */
    record Curve(int allocator, long calls, List<Long> nanos, long median, long longest) {}
}
