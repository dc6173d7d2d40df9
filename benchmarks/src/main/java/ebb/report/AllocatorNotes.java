// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.RunData;
import ebb.results.UsedAllocator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the runs say about each allocator, and its number: these are given in the order in which they are asked for. */
final class AllocatorNotes {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, UsedAllocator> known = new LinkedHashMap<>();

    /** What a later run says about an allocator replaces what an earlier one did. */
    AllocatorNotes(List<RunData> runs) {
        runs.forEach(run -> run.allocators().forEach(allocator -> known.put(allocator.id(), allocator)));
    }

    /** The allocator's number, from 0. */
    int number(String id) {
        return numbers.computeIfAbsent(id, any -> numbers.size());
    }

    /** Of those that have a number, in the order of these. */
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
