// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.load.Scenarios;
import ebb.run.Inputs;
import ebb.service.Services;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A burst under each available allocator, and who gave the memory back: what Ebb does without arguments. */
@Command(
        name = QuickVerdict.NAME,
        customSynopsis = "java -jar benchmarks.jar verdict [OPTIONS]",
        description = "The quick verdict, which is also what Ebb does without a command: a burst under every available"
                + " allocator, and who gave the memory back.")
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class QuickVerdict implements Callable<Exit> {
    static final String NAME = "verdict";

    static final String BENCHMARK = "^ebb\\.load\\.Burst\\.burst$";
    static final String SCENARIO = "quick";

    /** A quick burst takes seconds: a fork that hangs in it need not be given JMH's ten minutes. */
    static final String TIMEOUT = "120s";

    /** A fork has the turn for 7 s of its 26. */
    static final int LANES = 4;

    private final Terminal terminal;

    @Option(
            names = "-f",
            paramLabel = "N",
            description =
                    "Forks for each allocator; with several the table shows their range. (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int forks;

    @Mixin
    private InputFiles files;

    @Mixin
    private RunOptions options;

    QuickVerdict(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        Catalog catalog = files.catalog();
        VerdictRun verdict = VerdictRun.ofQuickList(catalog, terminal, any -> true);
        List<String> arguments = List.of(
                BENCHMARK,
                "-f",
                Integer.toString(RunOptions.forks(forks)),
                "-to",
                TIMEOUT,
                "-p",
                verdict.allocators(),
                "-p",
                Scenarios.PARAMETER + "=" + SCENARIO,
                "-prof",
                "rss:why=true");
        return verdict.run(
                arguments,
                new Inputs(catalog, Scenarios.load(List.of()), Services.load(List.of())),
                options.launch(LANES));
    }
}
