// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.JsonObject;
import ebb.results.UsedAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** In what an allocator differs between two sides though its name is the same: mostly the reason for comparing. */
final class AllocatorChanges {
    private static final int HASH_DIGITS = 8;

    private AllocatorChanges() {}

    /** A sentence for each allocator of both sides whose version, settings or, these being equal, library differ. */
    static List<String> between(Side base, Side now) {
        Map<String, List<UsedAllocator>> before = byId(base);
        List<String> changes = new ArrayList<>();
        byId(now).forEach((id, after) -> {
            List<UsedAllocator> same = before.getOrDefault(id, List.of());
            if (!same.isEmpty()) {
                change(same, after).ifPresent(change -> changes.add(id + ": " + change + "."));
            }
        });
        return changes;
    }

    private static Optional<String> change(List<UsedAllocator> before, List<UsedAllocator> after) {
        List<String> parts = new ArrayList<>();
        differing("version", before, after, UsedAllocator::version).ifPresent(parts::add);
        differing("settings", before, after, AllocatorChanges::settings).ifPresent(parts::add);
        if (parts.isEmpty()) {
            differing("SHA-256 of the library", before, after, AllocatorChanges::hash)
                    .ifPresent(parts::add);
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private static Optional<String> differing(
            String what, List<UsedAllocator> before, List<UsedAllocator> after, Function<UsedAllocator, String> of) {
        Set<String> here = values(before, of);
        Set<String> there = values(after, of);
        return here.isEmpty() || there.isEmpty() || here.equals(there)
                ? Optional.empty()
                : Optional.of(what + " " + String.join(", ", here) + " against " + String.join(", ", there));
    }

    private static Set<String> values(List<UsedAllocator> allocators, Function<UsedAllocator, String> of) {
        Set<String> values = new LinkedHashSet<>();
        allocators.stream().map(of).filter(value -> !value.isEmpty()).forEach(values::add);
        return values;
    }

    private static String settings(UsedAllocator allocator) {
        return allocator.settings().isEmpty() ? "defaults" : String.join(" ", allocator.settingsList());
    }

    private static String hash(UsedAllocator allocator) {
        return String.join(
                " ",
                allocator.sha256().stream()
                        .map(hash -> hash.substring(0, Math.min(HASH_DIGITS, hash.length())))
                        .toList());
    }

    private static Map<String, List<UsedAllocator>> byId(Side side) {
        Map<String, List<UsedAllocator>> byId = new LinkedHashMap<>();
        side.runs().stream()
                .flatMap(run -> UsedAllocator.of(run.environment().orElseGet(JsonObject::new)).stream())
                .forEach(allocator -> byId.computeIfAbsent(allocator.id(), id -> new ArrayList<>())
                        .add(allocator));
        return byId;
    }
}
