// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.load.Scenarios;
import ebb.results.RowKey;
import ebb.run.Inputs;
import ebb.service.Service;
import ebb.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The verdict about a program of the user's own, which stays as it is: started under each allocator, loaded, left idle.
 *
 * <pre>{@code
 * java -jar benchmarks.jar service --start './shop --port 8080' --ready http://127.0.0.1:8080/health \
 *     --burst 'wrk -t2 -c100 -d10s http://127.0.0.1:8080/orders'
 * }</pre>
 */
@Command(
        name = ServiceCommand.NAME,
        customSynopsis = "java -jar benchmarks.jar service --start COMMAND --ready WHAT [OPTIONS]",
        description = {
            "Says which malloc gives memory back after a burst of your own service, unchanged: starts it under each"
                    + " allocator, waits until it is ready, makes the burst, and watches the memory of all its processes"
                    + " while it is idle.",
            "-p allocator=ID,.. (default: those of the quick verdict), thp=never, limit=MiB, high=MiB. -f: fresh starts under"
                    + " each of them (default: 1).",
            "Exit code: 0 all is well, 1 a fork failed, 2 wrong usage, 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class ServiceCommand implements Callable<Exit> {
    static final String NAME = "service";

    private static final String BENCHMARK = "^ebb\\.load\\.Service\\.burst$";

    private final Terminal terminal;

    @Mixin
    private ServiceOptions options;

    @Mixin
    private ParameterOptions parameters;

    @Mixin
    private InputFiles files;

    @Mixin
    private RunOptions run;

    ServiceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One that was given before. */
    static ServiceCommand read(List<String> commandLine, Terminal terminal) {
        ServiceCommand command = new ServiceCommand(terminal);
        CommandLine line = new CommandLine(command);
        List<String> options = new ArrayList<>(commandLine);
        options.remove(NAME);
        Parsing.parse(line, options);
        return command;
    }

    @Override
    public Exit call() {
        Catalog catalog = files.catalog();
        Service service = options.service(NAME);
        return verdict(catalog).run(arguments(catalog, service), inputs(catalog, service), run.launch());
    }

    /** What it runs, in JMH's words. */
    List<String> arguments() {
        return arguments(files.catalog(), options.service(NAME));
    }

    Inputs inputs() {
        return inputs(files.catalog(), options.service(NAME));
    }

    private VerdictRun verdict(Catalog catalog) {
        String asked = chosen().get(RowKey.ALLOCATOR);
        return asked == null
                ? VerdictRun.ofQuickList(
                        catalog, terminal, entry -> !entry.releases().byLoad())
                : VerdictRun.of(List.of(asked.split(",")), catalog, terminal);
    }

    private Map<String, String> chosen() {
        return parameters.of(NAME, List.of(RowKey.ALLOCATOR, RowKey.THP, RowKey.LIMIT, RowKey.HIGH));
    }

    private List<String> arguments(Catalog catalog, Service service) {
        List<String> arguments = new ArrayList<>(List.of(
                BENCHMARK,
                "-f",
                Integer.toString(parameters.forks(1, RunOptions.MOST_FORKS)),
                "-p",
                verdict(catalog).allocators(),
                "-p",
                RowKey.SERVICE + "=" + service.name()));
        Map<String, String> others = chosen();
        others.remove(RowKey.ALLOCATOR);
        others.forEach((name, value) -> arguments.addAll(List.of("-p", name + "=" + value)));
        arguments.addAll(List.of("-prof", "rss:why=true"));
        return arguments;
    }

    private static Inputs inputs(Catalog catalog, Service service) {
        return new Inputs(catalog, Scenarios.load(List.of()), Services.of(service));
    }
}
