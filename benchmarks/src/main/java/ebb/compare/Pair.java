// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.ResultRow;

/**
 * Two rows that are held against each other.
 *
 * @param rounds whether forks of equal rounds ran side by side: both rows are of the same runs
 */
record Pair(ResultRow base, ResultRow now, boolean rounds) {}
