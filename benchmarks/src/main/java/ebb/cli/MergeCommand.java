// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.results.MergedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * One run of its shards.
 *
 * <pre>{@code
 * java -jar benchmarks.jar Burst -f 8 --shard 1/2 --out shared    # and 2/2 on another machine
 * java -jar benchmarks.jar merge shared/*-shard?of2 -o results/runs/merged
 * }</pre>
 */
@Command(
        name = "merge",
        customSynopsis = "java -jar benchmarks.jar merge [OPTIONS] RUN... -o RUN",
        description = {
            "Makes one run of those of several machines, each with --shard, for report and compare.",
            "Exit code: 0 all is merged, 2 a shard is missing, there twice, not at its end or of another run."
        })
final class MergeCommand implements Callable<Exit> {
    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "The shards' run folders.")
    private List<Path> runs = new ArrayList<>();

    @Option(names = "-o", required = true, paramLabel = "RUN", description = "The folder to make.")
    private Path out = Path.of("");

    @Option(
            names = "--partial",
            description = "Merges what is there though shards are missing or have forks to come, and says so.")
    private boolean partial;

    MergeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        MergedRun merged = MergedRun.of(runs, partial);
        merged.write(out);
        merged.notes().forEach(note -> terminal.out().println(terminal.shown(note)));
        merged.kills().forEach(kill -> terminal.out().println(terminal.shown("Survived = no: " + kill.text())));
        terminal.out().println("Merged " + merged.words() + ": " + out);
        return Exit.OK;
    }
}
