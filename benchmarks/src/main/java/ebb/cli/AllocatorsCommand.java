// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.AllocatorTable;
import ebb.allocator.Catalog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
        description = "Lists the allocators: version, library and its origin, settings, available or why not.")
public final class AllocatorsCommand implements Callable<Integer> {
    private final Arguments arguments;
    private final Terminal terminal;

    @Option(names = "--full", description = "With a line about each, and package and SHA-256 of each library.")
    private boolean full;

    AllocatorsCommand(Arguments arguments, Terminal terminal) {
        this.arguments = arguments;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Catalog catalog = arguments.wholeCatalog();
        var resolved = catalog.all().stream().map(catalog::resolve).toList();
        new AllocatorTable(resolved, full).lines().forEach(terminal.out()::println);
        return Exit.OK.code();
    }
}
