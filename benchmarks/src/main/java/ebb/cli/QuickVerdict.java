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

/** A burst under each available allocator, and who gave the memory back: what Ebb does without arguments. */
@Command(name = QuickVerdict.NAME, hidden = true)
final class QuickVerdict implements Callable<Exit> {
    /** Only the parser uses it. */
    static final String NAME = "verdict";

    private static final String BENCHMARK = "^ebb\\.load\\.Burst\\.burst$";
    private static final String SCENARIO = "quick";

    /** A quick burst takes seconds: a fork that hangs in it need not be given JMH's ten minutes. */
    private static final String TIMEOUT = "120s";

    /** A fork has the turn for 7 s of its 26. */
    private static final int LANES = 4;

    private final Terminal terminal;

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
        VerdictRun verdict = VerdictRun.ofQuickList(catalog, terminal);
        List<String> arguments = List.of(
                BENCHMARK,
                "-f",
                "1",
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
