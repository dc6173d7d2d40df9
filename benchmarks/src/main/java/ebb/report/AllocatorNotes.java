// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives each allocator of the runs its number, and what the runs know of it. Numbers are given in order of asking. */
final class AllocatorNotes {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, JsonObject> known = new LinkedHashMap<>();

    /** What a later run tells of an allocator takes the place of what an earlier one did. */
    AllocatorNotes(List<RunInput> runs) {
        for (RunInput run : runs) {
            for (JsonObject allocator : run.allocators()) {
                known.put(text(allocator, "id"), allocator);
            }
        }
    }

    /** The allocator's number, from 0. */
    int number(String id) {
        return numbers.computeIfAbsent(id, any -> numbers.size());
    }

    /** Of those that have a number, in its order. */
    List<Report.AllocatorNote> list() {
        return numbers.keySet().stream()
                .map(id -> note(id, known.getOrDefault(id, new JsonObject())))
                .toList();
    }

    private static Report.AllocatorNote note(String id, JsonObject allocator) {
        List<String> settings = new ArrayList<>();
        if (allocator.get("settings") instanceof JsonObject variables) {
            variables.entrySet().forEach(e -> settings.add(e.getKey() + "=" + primitive(e.getValue())));
        }
        List<String> sha256 = allocator.get("sha256") instanceof JsonArray hashes ? RunInput.texts(hashes) : List.of();
        return new Report.AllocatorNote(id, text(allocator, "version"), settings, text(allocator, "packaged"), sha256);
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null ? "" : primitive(value);
    }

    private static String primitive(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
