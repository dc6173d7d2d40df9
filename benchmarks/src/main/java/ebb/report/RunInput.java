// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import ebb.allocator.Allocator;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.UsedAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One run as it was kept.
 *
 * @param name of its folder or file
 * @param folder where its other files are
 * @param environment as it was written; empty where the run has none
 */
record RunInput(String name, Path folder, List<ResultRow> rows, JsonObject environment) {
    /**
     * Reads a run folder, or JMH's JSON alone.
     *
     * @throws EbbException where it is neither
     */
    static RunInput read(Path path) {
        if (!Files.exists(path)) {
            throw new EbbException("There is no run at " + path + "; give a folder of results/runs.");
        }
        RunData data = RunData.read(path);
        // A file alone has nothing beside it: what lies in its folder is of other runs.
        Path place = data.environment().isPresent() || Files.isDirectory(path) ? data.folder() : path;
        return new RunInput(data.name(), place, data.rows(), data.environment().orElseGet(JsonObject::new));
    }

    /** Files of a folder of the run whose name begins so, in the order of their names. */
    List<Path> files(String in, String beginning) {
        Path parent = folder.resolve(in);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(parent)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EbbException(parent + " cannot be read (" + Problem.of(e) + ").");
        }
    }

    /** The texts of an array of the environment; none where it has no such array. */
    List<String> texts(String name) {
        return environment.get(name) instanceof JsonArray array ? texts(array) : List.of();
    }

    static List<String> texts(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString)
                .toList();
    }

    /** Why the first fork of an allocator that gave no result did not; empty where the run does not tell. */
    Optional<String> failure(String allocator) {
        return RunData.json(folder.resolve("failures.json")).stream()
                .filter(JsonElement::isJsonArray)
                .flatMap(failures -> failures.getAsJsonArray().asList().stream())
                .filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject)
                .filter(failure -> failure.get("params") instanceof JsonObject params
                        && params.get(Allocator.PARAMETER) instanceof JsonPrimitive id
                        && id.getAsString().equals(allocator))
                .map(failure -> failure.get("why"))
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonElement::getAsString)
                .findFirst();
    }

    /** What the environment tells of each allocator of the run. */
    List<UsedAllocator> allocators() {
        return UsedAllocator.of(environment);
    }
}
