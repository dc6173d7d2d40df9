// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.results.Limit;
import ebb.results.RowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's figures vary by while nothing changes: {@code results/noise/<machine>.json}.
 *
 * @param machine its id
 * @param made the day
 * @param runs the A/A runs it rests on, at least 8
 * @param forks of a row in each of them
 * @param entries one a row and metric
 */
public record NoiseFile(String machine, String made, List<String> runs, int forks, List<Entry> entries) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * Of one metric of one row.
     *
     * @param limit the largest shift that means nothing, as {@code --threshold} has it: {@code 5.2%}, {@code 3.1MiB}
     */
    public record Entry(
            String benchmark,
            String mode,
            int threads,
            Map<String, String> params,
            String metric,
            String unit,
            String limit) {}

    /**
     * Reads one, strictly.
     *
     * @throws EbbException naming file and fault
     */
    public static NoiseFile read(Path file) {
        try {
            @Nullable NoiseFile read = GSON.fromJson(Files.readString(file), NoiseFile.class);
            if (read == null || !read.isWhole()) {
                throw new EbbException(file + " is no noise file: it lacks a field; make one with 'noise RUN...'.");
            }
            read.entries.forEach(entry -> Limit.parse(entry.metric(), entry.limit(), entry.unit()));
            return read;
        } catch (IOException e) {
            throw new EbbException(
                    file + " cannot be read (" + Problem.of(e) + "); make a noise file with 'noise RUN...'.");
        } catch (JsonParseException e) {
            throw new EbbException(file + " is cut short or is no noise file; make one with 'noise RUN...'.");
        }
    }

    /** The text of the file. */
    public String json() {
        return GSON.toJson(this) + "\n";
    }

    /** The limits by row and metric. */
    Map<Cell, Limit> limits() {
        Map<Cell, Limit> limits = new HashMap<>();
        entries.forEach(entry -> limits.put(
                new Cell(new RowKey(entry.benchmark(), entry.mode(), entry.threads(), entry.params()), entry.metric()),
                Limit.parse(entry.metric(), entry.limit(), entry.unit())));
        return limits;
    }

    /** Gson leaves null what the text does not have, or has null. */
    @SuppressWarnings("NullAway")
    private boolean isWhole() {
        return machine != null
                && made != null
                && runs != null
                && entries != null
                && entries.stream()
                        .allMatch(entry -> entry != null
                                && entry.benchmark != null
                                && entry.mode != null
                                && entry.threads > 0
                                && entry.params != null
                                && entry.metric != null
                                && entry.unit != null
                                && entry.limit != null);
    }
}
