// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

/**
 * The facts of one burst and the idle period after it, read at its edges. Times are nanoseconds of CLOCK_MONOTONIC,
 * sizes bytes.
 */
record Cycle(Burst burst, Idle idle) {
    /**
     * Read when the burst had ended.
     *
     * @param cpuUser nanoseconds, whole process, as cpuSys
     * @param livePeak most bytes requested at one time
     * @param livePeakBlocks the blocks then
     */
    record Burst(
            long start,
            long end,
            StatusFile status,
            long cpuUser,
            long cpuSys,
            long faults,
            long livePeak,
            long livePeakBlocks) {}

    /**
     * Read when the idle period had ended.
     *
     * @param cpu nanoseconds of user and system time, whole process
     * @param live bytes requested and not yet freed
     * @param frees frees since just before the burst
     * @param freesRemote those of them made by another thread than the one that allocated
     */
    record Idle(long end, long cpu, SmapsRollup memory, long live, long frees, long freesRemote) {}
}
