// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An allocator as a run had it, from its {@code environment.json}. Where the run does not tell, a text is empty.
 *
 * @param family as in the catalog
 * @param settings variables of the environment, and the release interval
 * @param packaged name and version of the package that it came from
 * @param sha256 of each library
 */
public record UsedAllocator(
        String id, String family, String version, Map<String, String> settings, String packaged, List<String> sha256) {

    /** The setting that is no variable: seconds from one call of a release by a thread of the fork to the next. */
    public static final String RELEASE_INTERVAL = "release-interval";

    /** Those that an {@code environment.json} tells of, in its order. */
    public static List<UsedAllocator> of(JsonObject environment) {
        return environment.get("allocators") instanceof JsonArray array
                ? array.asList().stream()
                        .filter(JsonElement::isJsonObject)
                        .map(allocator -> one(allocator.getAsJsonObject()))
                        .toList()
                : List.of();
    }

    /** One that the run does not tell of. */
    public static UsedAllocator unknown(String id) {
        return new UsedAllocator(id, "", "", Map.of(), "", List.of());
    }

    /** Seconds from one call of its release by a thread of the fork to the next; empty where there is no such thread. */
    public Optional<String> releaseInterval() {
        return Optional.ofNullable(settings.get(RELEASE_INTERVAL));
    }

    /** The settings as {@code K=V}. */
    public List<String> settingsList() {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    private static UsedAllocator one(JsonObject allocator) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (allocator.get("settings") instanceof JsonObject given) {
            given.keySet().forEach(name -> settings.put(name, text(given, name)));
        }
        List<String> sha256 = allocator.get("sha256") instanceof JsonArray hashes
                ? hashes.asList().stream()
                        .filter(JsonElement::isJsonPrimitive)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
        return new UsedAllocator(
                text(allocator, "id"),
                text(allocator, "family"),
                text(allocator, "version"),
                settings,
                text(allocator, "packaged"),
                sha256);
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
