// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.load.Scenarios;
import ebb.run.Inputs;
import ebb.service.Services;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The user's own files, for commands that look up allocators. */
class InputFiles {
    @Option(
            names = "--allocators",
            paramLabel = "FILE.toml",
            description = "Adds the allocators of a file to the catalog; may be repeated.")
    List<Path> allocators = new ArrayList<>();

    /** The bundled catalog and these files, read now. */
    Catalog catalog() {
        return Catalog.load(allocators);
    }

    /** For commands that run any scenario. */
    static final class OfRun extends InputFiles {
        @Option(
                names = "--scenarios",
                paramLabel = "FILE.toml",
                description = "Adds the scenarios of a file; may be repeated.")
        List<Path> scenarios = new ArrayList<>();

        @Option(
                names = "--services",
                paramLabel = "FILE.toml",
                description = "Adds the services of a file, for the benchmark Service; may be repeated.")
        List<Path> services = new ArrayList<>();

        /** What is bundled and these files, read now. */
        Inputs inputs() {
            return new Inputs(catalog(), Scenarios.load(scenarios), Services.load(services));
        }
    }
}
