// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonElement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a page shows; it becomes the page's JSON as it is.
 *
 * @param ebb the version that wrote it
 * @param allocators in the order in which they have colours
 * @param comparison with a baseline, as {@code compare} writes it for programs; null where there is no baseline
 * @param runs in the order given
 * @param missing what the whole page lacks, a sentence each
 */
record Report(
        String ebb,
        List<AllocatorNote> allocators,
        List<BurstSection> bursts,
        List<SteadySection> steady,
        List<LatencySection> latencies,
        List<HistorySection> history,
        @Nullable JsonElement comparison,
        List<RunSection> runs,
        List<String> missing) {

    /** The same report with a comparison. */
    Report against(JsonElement comparison) {
        return new Report(ebb, allocators, bursts, steady, latencies, history, comparison, runs, missing);
    }

    /**
     * An allocator, and what was in place under that name.
     *
     * @param id entry of the catalog or path of a library, as a person gave it
     * @param version empty where the run does not tell
     * @param settings variables of its environment, {@code NAME=value}
     * @param packaged package and version, empty where it was in none
     * @param sha256 of its libraries
     */
    record AllocatorNote(String id, String version, List<String> settings, String packaged, List<String> sha256) {}
}
