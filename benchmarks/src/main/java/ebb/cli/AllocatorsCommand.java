// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.AllocatorTable;
import ebb.allocator.Catalog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Every allocator of the catalog, and whether this machine can run on it. Unavailable ones are no error.
 *
 * <pre>{@code
 * java -jar benchmarks.jar allocators --full
 * java -jar benchmarks.jar allocators --allocators mine.toml
 * }</pre>
 */
@Command(
        name = "allocators",
        description = "Lists the allocators: version, library and its origin, settings, and why one is not available.")
final class AllocatorsCommand implements Callable<Exit> {
    private final Terminal terminal;

    @Mixin
    private InputFiles files;

    @Option(
            names = "--full",
            description = "Adds a line about each allocator, and package and SHA-256 of each library.")
    private boolean full;

    AllocatorsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        Catalog catalog = files.catalog();
        var resolved = catalog.all().stream().map(catalog::resolve).toList();
        new AllocatorTable(resolved, full).lines().forEach(terminal.out()::println);
        return Exit.OK;
    }
}
