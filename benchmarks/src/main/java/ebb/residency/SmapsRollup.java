// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

/**
 * What {@code /proc/self/smaps_rollup} says, in bytes. The kernel walks the page tables for it: it is exact where
 * {@code statm} and {@code status} may be off by some pages a core, but it costs milliseconds, so it is read between
 * phases only.
 *
 * @param rss resident
 * @param lazyFree given back with MADV_FREE, yet resident until there is pressure
 * @param hugePages anonymous transparent huge pages
 * @param swap swapped out
 */
record SmapsRollup(long rss, long lazyFree, long hugePages, long swap) {
    private static final String NAME = "/proc/self/smaps_rollup";

    /** @throws ebb.base.EbbException when a line is missing or is not a number */
    static SmapsRollup parse(String text) {
        return new SmapsRollup(
                KernelText.bytes(text, "Rss", NAME),
                KernelText.bytes(text, "LazyFree", NAME),
                KernelText.bytes(text, "AnonHugePages", NAME),
                KernelText.bytes(text, "Swap", NAME));
    }
}
