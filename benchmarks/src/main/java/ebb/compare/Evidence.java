// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

/**
 * What the forks of two sides say of a difference, on the scale on which they were given.
 *
 * @param p two-sided: how likely a difference at least this clear would be, were there none
 * @param shift new less base, after Hodges and Lehmann: the median of all differences
 * @param low lower end of the shift's interval; minus infinity where there are too few forks for this confidence
 * @param high upper end
 * @param level how often this test, held at its alpha, is wrong where nothing differs
 * @param paired whether forks of the same round were held against each other
 * @param n forks of both sides, or pairs
 */
record Evidence(double p, double shift, double low, double high, double level, boolean paired, int n) {}
