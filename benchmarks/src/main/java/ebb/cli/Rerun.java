// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.results.RowKey;
import ebb.run.JmhView;
import ebb.run.MachineLock;
import ebb.run.Row;
import ebb.run.Run;
import ebb.run.RunPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;

/** Some rows of an earlier run once more, in a run folder of their own; JMH's output goes to the standard error. */
record Rerun(RunPlan.Launch launch, Terminal terminal) {

    /**
     * Runs them.
     *
     * @param then the earlier run's arguments
     * @param jmh those of them that are JMH's
     * @param wanted the rows
     * @return the run folder
     * @throws EbbException where no such row is there any more, or not every fork gave a result
     */
    Path run(Arguments then, List<String> jmh, Set<RowKey> wanted) {
        OutputFormat format = OutputFormatFactory.createFormatInstance(
                terminal.err(), RunPlan.parse(jmh).verbosity().orElse(Defaults.VERBOSITY));
        RunPlan all = RunPlan.of(jmh, then.wholeCatalog(), then.allScenarios(), format);
        RunPlan some = all.only(row -> isWanted(row, wanted));
        if (some.rows().size() < wanted.size()) {
            throw new EbbException("This Ebb has " + some.rows().size() + " of the " + wanted.size()
                    + " rows that are to be run again; use the jar that made NEW.");
        }
        try (MachineLock lock = MachineLock.take();
                Run run = some.start(launch)) {
            Run.Report report = run.all(new JmhView(format));
            if (report.stopped() || !report.failures().isEmpty()) {
                throw new EbbException("Not every fork could be run again; the others are in "
                        + run.folder().path() + ", --resume goes on with it.");
            }
            return run.folder().path();
        }
    }

    private static boolean isWanted(Row row, Set<RowKey> wanted) {
        Map<String, String> params = row.params().stream().collect(Collectors.toMap(Row.Param::name, Row.Param::value));
        return wanted.stream()
                .anyMatch(key -> key.benchmark().equals(row.benchmark())
                        && key.mode().equals(row.mode().shortLabel())
                        && key.params().equals(params));
    }
}
