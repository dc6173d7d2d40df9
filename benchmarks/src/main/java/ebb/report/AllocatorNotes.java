// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.RunData;
import ebb.results.UsedAllocator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives each allocator of the runs its number, and what the runs know of it. Numbers are given in order of asking. */
final class AllocatorNotes {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, UsedAllocator> known = new LinkedHashMap<>();

    /** What a later run tells of an allocator takes the place of what an earlier one did. */
    AllocatorNotes(List<RunData> runs) {
        runs.forEach(run -> run.allocators().forEach(allocator -> known.put(allocator.id(), allocator)));
    }

    /** The allocator's number, from 0. */
    int number(String id) {
        return numbers.computeIfAbsent(id, any -> numbers.size());
    }

    /** Of those that have a number, in its order. */
    List<Report.AllocatorNote> list() {
        return numbers.keySet().stream().map(this::note).toList();
    }

    private Report.AllocatorNote note(String id) {
        UsedAllocator used = known.getOrDefault(id, UsedAllocator.unknown(id));
        return new Report.AllocatorNote(
                id,
                AllocatorStyle.of(number(id)),
                used.version(),
                used.settingsList(),
                used.packaged(),
                used.sha256(),
                used.unproven());
    }
}
