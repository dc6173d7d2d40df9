// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code rounds.json} tells: which round each of a row's forks came from. */
final class Rounds {
    private record Entry(
            @Nullable String benchmark,
            @Nullable String mode,
            @Nullable Map<String, String> params,
            @Nullable List<Integer> rounds) {
        Object name() {
            return List.of(
                    String.valueOf(benchmark), String.valueOf(mode), new TreeMap<>(params == null ? Map.of() : params));
        }
    }

    private Rounds() {}

    /**
     * The rows with their rounds; a row that the file does not name has none.
     *
     * @throws EbbException where the file is none, or names another number of forks than a row has
     */
    static List<ResultRow> add(Path file, JsonElement json, List<ResultRow> rows) {
        Map<Object, List<Integer>> rounds = new HashMap<>();
        try {
            for (Entry entry : new Gson().fromJson(json, Entry[].class)) {
                if (entry.rounds() == null) {
                    throw new JsonParseException("no rounds");
                }
                rounds.put(entry.name(), entry.rounds());
            }
        } catch (JsonParseException | NullPointerException e) {
            throw new EbbException(file + " does not tell the rounds of a run; give another run.");
        }
        return rows.stream()
                .map(row -> row.in(of(file, row, rounds.getOrDefault(name(row), List.of()))))
                .toList();
    }

    private static Object name(ResultRow row) {
        return List.of(row.key().benchmark(), row.key().mode(), row.key().params());
    }

    private static List<Integer> of(Path file, ResultRow row, List<Integer> rounds) {
        if (!rounds.isEmpty() && rounds.size() != row.forks()) {
            throw new EbbException(file + " names " + rounds.size() + " forks of " + row.key()
                    + ", and result.json has " + row.forks() + "; give another run.");
        }
        return rounds;
    }
}
