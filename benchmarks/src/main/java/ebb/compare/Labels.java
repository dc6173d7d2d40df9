// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows' names as short as they can be: what all rows have in common is said once. */
final class Labels {
    private final Set<String> common = new LinkedHashSet<>();
    private final Map<RowKey, String> known = new HashMap<>();

    Labels(Collection<RowKey> keys) {
        List<RowKey> rows = List.copyOf(new LinkedHashSet<>(keys));
        if (!rows.isEmpty()) {
            common.addAll(parts(rows.get(0)));
            rows.forEach(row -> common.retainAll(parts(row)));
        }
    }

    /** {@code scenario = quick, mode = ss, threads = 1}; empty where rows have nothing in common. */
    String common() {
        return String.join(", ", common);
    }

    /** {@code Burst.burst allocator = glibc}. */
    String of(RowKey key) {
        return known.computeIfAbsent(key, this::own);
    }

    private String own(RowKey key) {
        List<String> own = new ArrayList<>(parts(key));
        own.removeAll(common);
        return own.isEmpty() ? key.name() : key.name() + " " + String.join(", ", own);
    }

    private static List<String> parts(RowKey key) {
        Map<String, String> parts = new LinkedHashMap<>(key.params());
        parts.put("mode", key.mode());
        parts.put("threads", Integer.toString(key.threads()));
        return parts.entrySet().stream()
                .map(part -> part.getKey() + " = " + part.getValue())
                .toList();
    }
}
