// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.results.RowKey;
import ebb.run.JmhView;
import ebb.run.Launch;
import ebb.run.MachineLock;
import ebb.run.Prepared;
import ebb.run.Row;
import ebb.run.Run;
import ebb.run.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;

/** Some rows of an earlier run once more, in a run folder of their own; JMH's output goes to the standard error. */
record Rerun(Launch launch, Terminal terminal) {

    /**
     * Runs them.
     *
     * @param arguments of the earlier run, JMH's only
     * @param wanted the rows
     * @return the run folder
     * @throws EbbException where no such row is there any more, or not every fork gave a result
     */
    Path run(List<String> arguments, Set<RowKey> wanted) {
        OutputFormat format = OutputFormatFactory.createFormatInstance(
                terminal.err(), Prepared.parse(arguments).verbosity().orElse(Defaults.VERBOSITY));
        Prepared all = Prepared.of(arguments, format);
        List<Row> rows =
                all.rows().stream().filter(row -> isWanted(row, wanted)).toList();
        if (rows.size() < wanted.size()) {
            throw new EbbException("This Ebb has " + rows.size() + " of the " + wanted.size()
                    + " rows that are to be run again; use the jar that made NEW.");
        }
        Prepared some = new Prepared(all.arguments(), rows, allocators(all, rows));
        try (MachineLock lock = MachineLock.take();
                Run run = some.start(launch)) {
            RunReport report = run.all(new JmhView(format));
            if (report.stopped() || !report.failures().isEmpty()) {
                throw new EbbException("Not every fork could be run again; the others are in "
                        + run.folder().path() + ", --resume goes on with it.");
            }
            return run.folder().path();
        }
    }

    private static List<Resolved> allocators(Prepared all, List<Row> rows) {
        return all.allocators().stream()
                .filter(resolved ->
                        rows.stream().anyMatch(row -> resolved.allocator().id().equals(row.param("allocator"))))
                .toList();
    }

    private static boolean isWanted(Row row, Set<RowKey> wanted) {
        Map<String, String> params = row.params().stream().collect(Collectors.toMap(Row.Param::name, Row.Param::value));
        return wanted.stream()
                .anyMatch(key -> key.benchmark().equals(row.benchmark())
                        && key.mode().equals(row.mode().shortLabel())
                        && key.params().equals(params));
    }
}
