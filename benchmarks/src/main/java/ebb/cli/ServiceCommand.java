// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.base.EbbException;
import ebb.load.Scenarios;
import ebb.results.RowKey;
import ebb.run.Inputs;
import ebb.service.BurstFigure;
import ebb.service.Ready;
import ebb.service.Service;
import ebb.service.Services;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "Exit code: 0 all is well, 1 a fork failed, 2 wrong usage, 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class ServiceCommand implements Callable<Exit> {
    static final String NAME = "service";

    private static final String BENCHMARK = "^ebb\\.load\\.Service\\.burst$";

    private final Terminal terminal;

    @Option(
            names = "--start",
            required = true,
            paramLabel = "COMMAND",
            description = "The shell command that runs as long as the service does.")
    private String start = "";

    @Option(
            names = "--ready",
            required = true,
            paramLabel = "WHAT",
            description =
                    "By what it is known to be ready: http://HOST:PORT/PATH, tcp:PORT, log:REGEX for a line that it"
                            + " prints, or a command that ends well.")
    private String ready = "";

    @Option(
            names = "--ready-timeout",
            paramLabel = "SECONDS",
            description = "Until then. (default: ${DEFAULT-VALUE})",
            defaultValue = "60")
    private double readyTimeout;

    @Option(
            names = "--burst",
            paramLabel = "COMMAND",
            description =
                    "The shell command that loads it: the burst lasts as long. What ab, wrk and hey print of their"
                            + " requests becomes a metric. Left out: the service makes its own, in the first --burst-timeout"
                            + " seconds after it has become ready.")
    private @Nullable String burst;

    @Option(names = "--burst-timeout", paramLabel = "SECONDS", description = "The longest burst. (default: 600)")
    private @Nullable Double burstTimeout;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            description = "How long it is left alone after the burst. (default: ${DEFAULT-VALUE})",
            defaultValue = "60")
    private double idle;

    @Option(
            names = "--warm-bursts",
            paramLabel = "N",
            description = "Bursts back to back before that. (default: ${DEFAULT-VALUE})",
            defaultValue = "0")
    private int warmBursts;

    @Option(
            names = "--bursts",
            paramLabel = "N",
            description = "Bursts with an idle period each; the last is measured. (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int bursts;

    @Option(
            names = "--stop-grace",
            paramLabel = "SECONDS",
            description = "From TERM to KILL, when it is stopped. (default: ${DEFAULT-VALUE})",
            defaultValue = "10")
    private double stopGrace;

    @Option(names = "--folder", paramLabel = "DIR", description = "Where these commands run. (default: here)")
    private Path folder = Path.of("");

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable of the service's; may be repeated.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--figures",
            paramLabel = "REGEX",
            description = "A figure that the burst prints: the number stands in parentheses, as in"
                    + " 'Requests/sec:\\s+([0-9.]+)'; may be repeated.")
    private List<String> figures = new ArrayList<>();

    @Option(
            names = "-p",
            paramLabel = "allocator=ID,..",
            description = "The allocators. (default: those of the quick verdict)")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "-f",
            paramLabel = "N",
            description = "Fresh starts under each of them. (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int forks;

    @Mixin
    private InputFiles files;

    @Mixin
    private RunOptions options;

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
        Service service = service();
        return verdict(catalog).run(arguments(catalog, service), inputs(catalog, service), options.launch());
    }

    /** What it runs, in JMH's words. */
    List<String> arguments() {
        return arguments(files.catalog(), service());
    }

    Inputs inputs() {
        return inputs(files.catalog(), service());
    }

    private VerdictRun verdict(Catalog catalog) {
        String asked = parameters.get(RowKey.ALLOCATOR);
        if (asked == null ? !parameters.isEmpty() : parameters.size() > 1) {
            throw new EbbException("-p "
                    + parameters.keySet().stream()
                            .filter(name -> !name.equals(RowKey.ALLOCATOR))
                            .findFirst()
                            .orElse("") + " is not for service, which has no parameter but allocator.");
        }
        return asked == null
                ? VerdictRun.ofQuickList(catalog, terminal)
                : VerdictRun.of(List.of(asked.split(",")), catalog, terminal);
    }

    private List<String> arguments(Catalog catalog, Service service) {
        return List.of(
                BENCHMARK,
                "-f",
                Integer.toString(RunOptions.forks(forks)),
                "-p",
                verdict(catalog).allocators(),
                "-p",
                RowKey.SERVICE + "=" + service.name(),
                "-prof",
                "rss:why=true");
    }

    private static Inputs inputs(Catalog catalog, Service service) {
        return new Inputs(catalog, Scenarios.load(List.of()), Services.of(service));
    }

    private Service service() {
        if (burst == null && burstTimeout == null) {
            throw new EbbException(
                    "Without --burst the service makes its own, and --burst-timeout SECONDS says how long"
                            + " that is watched.");
        }
        return new Service(
                name(),
                start,
                Ready.parse(ready),
                Service.seconds("ready-timeout", readyTimeout),
                Optional.ofNullable(burst),
                burstTimeout == null ? Service.BURST_TIMEOUT : Service.seconds("burst-timeout", burstTimeout),
                warmBursts,
                bursts,
                Service.seconds("idle", idle),
                Service.seconds("stop", stopGrace),
                folder.toAbsolutePath(),
                environment,
                BurstFigure.numbered(figures));
    }

    /** That of its program, as far as it can be one; {@code exec} and variables may stand before it. */
    private String name() {
        String program =
                start.strip().replaceFirst("^(exec\\s+|\\w+=\\S*\\s+)+", "").split("\\s+")[0];
        String name = program.substring(program.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]", "")
                .replaceFirst("^[._-]+", "");
        return name.isEmpty() ? NAME : name;
    }
}
