// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import java.util.List;

/**
 * One iteration as it was observed.
 *
 * @param base the fork before its first burst
 * @param cycles at least one, in order of time
 * @param samplerCpu CPU time of the sampling thread, nanoseconds
 */
record Recording(SmapsRollup base, List<Cycle> cycles, Timeline timeline, long samplerCpu) {
    /** The metrics of the last cycle. */
    Residency residency() {
        return Residency.of(base, cycles.get(cycles.size() - 1), timeline, samplerCpu);
    }
}
