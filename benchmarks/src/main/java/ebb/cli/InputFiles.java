// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.load.Scenarios;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The user's own files of commands that look up allocators. */
class InputFiles {
    @Option(
            names = "--allocators",
            paramLabel = "FILE.toml",
            description = "Adds the allocators of a file to the catalog; may be repeated.")
    private List<Path> allocators = new ArrayList<>();

    /** Tells the catalog, here and in forks, of these files. */
    void apply() {
        tell(Catalog.FILES, allocators);
    }

    private static void tell(String property, List<Path> files) {
        if (!files.isEmpty()) {
            System.setProperty(
                    property,
                    files.stream()
                            .map(file -> file.toAbsolutePath().toString())
                            .collect(Collectors.joining(File.pathSeparator)));
        }
    }

    /** Those of commands that run any scenario. */
    static final class OfRun extends InputFiles {
        @Option(
                names = "--scenarios",
                paramLabel = "FILE.toml",
                description = "Adds the scenarios of a file; may be repeated.")
        private List<Path> scenarios = new ArrayList<>();

        @Override
        void apply() {
            super.apply();
            tell(Scenarios.FILES, scenarios);
        }
    }
}
