// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.service.BurstFigure;
import ebb.service.Ready;
import ebb.service.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A service that is described on the command line. */
final class ServiceOptions {
    /** Also of a burst that is no service's. */
    static final String BURSTS = "--bursts";

    @Option(
            names = "--start",
            paramLabel = "COMMAND",
            description = "The shell command that runs as long as the service does.")
    private @Nullable String start;

    @Option(
            names = "--ready",
            paramLabel = "WHAT",
            description =
                    "By what it is known to be ready: http://HOST:PORT/PATH, tcp:PORT, log:REGEX for a line that it"
                            + " prints, or a command that ends well.")
    private @Nullable String ready;

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
            names = BURSTS,
            paramLabel = "N",
            description = "Bursts with an idle period each; the last is measured. (default: 1)")
    private @Nullable Integer bursts;

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

    /** Whether a service is given at all. */
    boolean isGiven() {
        return start != null || ready != null;
    }

    /** What {@code --bursts} says; empty where it is not given. */
    OptionalInt bursts() {
        return bursts == null ? OptionalInt.empty() : OptionalInt.of(bursts);
    }

    /**
     * The service.
     *
     * @param command that needs it, by its name
     * @throws EbbException where something is missing or wrong
     */
    Service service(String command) {
        String asStart = start;
        String asReady = ready;
        if (asStart == null || asReady == null) {
            throw new EbbException(command + " needs" + (asStart == null ? " --start COMMAND" : "")
                    + (asReady == null ? " --ready WHAT" : "") + "; " + command + " -h lists the options.");
        }
        if (burst == null && burstTimeout == null) {
            throw new EbbException(
                    "Without --burst the service makes its own, and --burst-timeout SECONDS says how long"
                            + " that is watched.");
        }
        return new Service(
                name(asStart),
                asStart,
                Ready.parse(asReady),
                Service.seconds("ready-timeout", readyTimeout),
                Optional.ofNullable(burst),
                burstTimeout == null ? Service.BURST_TIMEOUT : Service.seconds("burst-timeout", burstTimeout),
                warmBursts,
                bursts().orElse(1),
                Service.seconds("idle", idle),
                Service.seconds("stop", stopGrace),
                folder.toAbsolutePath(),
                environment,
                BurstFigure.numbered(figures));
    }

    /** That of its program, as far as it can be one; {@code exec} and variables may stand before it. */
    private static String name(String start) {
        String program =
                start.strip().replaceFirst("^(exec\\s+|\\w+=\\S*\\s+)+", "").split("\\s+")[0];
        String name = program.substring(program.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]", "")
                .replaceFirst("^[._-]+", "");
        return name.isEmpty() ? ServiceCommand.NAME : name;
    }
}
