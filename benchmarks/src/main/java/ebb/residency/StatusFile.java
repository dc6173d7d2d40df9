// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

/**
 * What {@code /proc/self/status} says of resident memory.
 *
 * @param highWater VmHWM in bytes: the highest RSS since it was reset; before Linux 6.2's exact counters it may lag
 *     behind {@code rss} by a few pages a core
 * @param rss VmRSS in bytes
 */
public record StatusFile(long highWater, long rss) {
    private static final String NAME = "/proc/self/status";

    /** @throws ebb.base.EbbException when a line is missing or is not a number */
    static StatusFile parse(String text) {
        return new StatusFile(KernelText.bytes(text, "VmHWM", NAME), KernelText.bytes(text, "VmRSS", NAME));
    }
}
