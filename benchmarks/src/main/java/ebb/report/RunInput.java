// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.base.EbbException;
import ebb.results.Environment;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.results.UsedAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One run as it was kept.
 *
 * @param name of its folder or file
 * @param folder where its other files are
 * @param environment empty where the run has none
 * @param failures the forks that gave no result
 */
record RunInput(
        String name,
        Path folder,
        List<ResultRow> rows,
        Optional<Environment> environment,
        List<RunFolder.Failure> failures) {
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
        return new RunInput(data.name(), place, data.rows(), data.environment(), data.failures());
    }

    /** Why the first fork of an allocator that gave no result did not; empty where the run does not tell. */
    Optional<String> failure(String allocator) {
        return failures.stream()
                .filter(failure -> allocator.equals(failure.row().params().get("allocator")))
                .map(RunFolder.Failure::why)
                .findFirst();
    }

    /** What the environment tells of each allocator of the run. */
    List<UsedAllocator> allocators() {
        return environment.map(Environment::allocators).orElse(List.of());
    }
}
