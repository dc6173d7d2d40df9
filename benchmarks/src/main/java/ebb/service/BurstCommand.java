// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.ServiceCommand;
import ebb.base.EbbException;
import ebb.cgroup.OomKills;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The command of a service's burst, run without the allocator's environment; its time is that of all it starts. */
final class BurstCommand {
    /** Who is killed closes its connections, and is gone a moment later. */
    private static final Duration DEATH = Duration.ofSeconds(3);

    private final Service service;
    private final OomKills oomKills;
    private final String command;
    private final Map<BurstFigure, Double> found = new ConcurrentHashMap<>();

    /** @param service one that has such a command */
    BurstCommand(Service service, OomKills oomKills) {
        this.service = service;
        this.oomKills = oomKills;
        this.command = service.burst().orElseThrow();
    }

    /**
     * Runs it to its end.
     *
     * @param requireAlive throws where the service has ended, or does within that time
     */
    Burst run(Consumer<Duration> requireAlive) {
        List<String> line = ServiceCommand.plain(command);
        Map<String, String> environment = Shell.environment(Map.of());
        long start = System.nanoTime();
        try (Shell burst = Shell.start(
                line, service.folder(), environment, "the burst of the service " + service.name(), this::look)) {
            while (!burst.hasEnded(ServiceProcess.LOOK_EACH)) {
                requireAlive.accept(Duration.ZERO);
                if (System.nanoTime() - start > service.burstTimeout().toNanos()) {
                    throw EbbException.ofTimeOut(text(", '" + command + "', had not ended after "
                            + Service.plain(service.burstTimeout().toNanos() / 1e9) + " s; "
                            + burst.lastWords() + ". Give it more time with 'burst-timeout'."));
                }
            }
            long end = System.nanoTime();
            requireAlive.accept(burst.exit() == 0 ? Duration.ZERO : DEATH);
            // All that it printed has been looked through once its last words are there.
            String words = burst.lastWords();
            if (burst.exit() != 0) {
                throw failure(", '" + command + "', failed with " + burst.ending() + oomKills.words(false) + "; "
                        + words + ".");
            }
            return new Burst(start, end - start, inOrder(words));
        }
    }

    private void look(String line) {
        for (BurstFigure figure : service.figures()) {
            figure.in(line).ifPresent(number -> found.put(figure, number));
        }
    }

    private Map<BurstFigure, Double> inOrder(String words) {
        Map<BurstFigure, Double> figures = new LinkedHashMap<>();
        for (BurstFigure figure : service.figures()) {
            Double value = found.get(figure);
            if (value != null) {
                figures.put(figure, value);
            } else if (!figure.isKnown()) {
                throw failure(" printed no figure " + figure.label() + ": '" + figure.regex()
                        + "' is in no line of it; " + words + ". Correct 'figures', or leave it out.");
            }
        }
        return figures;
    }

    private EbbException failure(String what) {
        return new EbbException(text(what));
    }

    private String text(String what) {
        return "The burst of the service " + service.name() + what;
    }
}
