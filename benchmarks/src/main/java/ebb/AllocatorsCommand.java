// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.allocator.AllocatorTable;
import ebb.allocator.Catalog;
import ebb.allocator.Libraries;
import java.io.File;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code java -jar benchmarks.jar allocators}: every allocator of the catalog, and whether this machine can run on it. */
@Command(
        name = "allocators",
        description = "Lists the allocators: version, library and its origin, settings, available or why not.")
public final class AllocatorsCommand implements Callable<Integer> {
    @Option(
            names = "--allocators",
            paramLabel = "FILE.toml",
            description = "A catalog of your own, beside the bundled one; may be given several times.")
    private @Nullable List<File> files;

    @Option(names = "--full", description = "With a line about each, and package and SHA-256 of each library.")
    private boolean full;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (files != null) {
            System.setProperty(
                    Catalog.FILES,
                    files.stream().map(File::getAbsolutePath).collect(Collectors.joining(File.pathSeparator)));
        }
        var resolved = Catalog.load().all().stream().map(Libraries::resolve).toList();
        PrintWriter out = spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
        new AllocatorTable(resolved, full).lines().forEach(out::println);
        out.flush();
        return 0;
    }
}
