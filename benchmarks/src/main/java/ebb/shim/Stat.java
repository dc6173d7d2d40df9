// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

/** {@code enum ebb_stat} of ebb.h, in its order: units and meaning stand there. */
public enum Stat {
    BURST_START,
    BURST_END,
    BURST_CPU_USER,
    BURST_CPU_SYS,
    BURST_FAULTS,
    LIVE_PEAK_BYTES,
    LIVE_PEAK_BLOCKS,
    TASKS,
    STEALS,
    IDLE_START,
    IDLE_END,
    IDLE_CPU,
    IDLE_CHECKS,
    LIVE_BYTES,
    LIVE_BLOCKS,
    MALLOCS,
    ALIGNED,
    REALLOCS,
    FREES,
    FREES_REMOTE,
    BYTES
}
