// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.AllocatorForks;
import ebb.base.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user's own service under one name: how it is started, known to be ready, loaded and stopped. {@link Services} reads it
 * from a TOML file, whose keys stand here in parentheses where they are others than the names.
 *
 * @param name as in {@code -p service=NAME}
 * @param start a shell command that runs as long as the service does, or leaves it behind as a daemon
 * @param ready by what it is known to be ready
 * @param readyTimeout ({@code ready-timeout}, seconds) until then, 0.1 to 3600 s; 60 where left out
 * @param burst a shell command that loads the service, and is the burst as long as it runs; empty where the service makes
 *     its own: the burst is then the first {@code burst-timeout} seconds after it has become ready
 * @param burstTimeout ({@code burst-timeout}, seconds) 0.1 to 86,400 s; 600 where left out, and needed without a burst
 * @param warmBursts ({@code warm-bursts}) before the others, 0 to 1000; 0 where left out
 * @param bursts with their idle periods in one fork, 1 to 1000; 1 where left out. The last is the one measured
 * @param idle (seconds) after each burst, 1 to 86,400 s; 60 where left out
 * @param stopGrace ({@code stop}, seconds) from TERM to KILL, 0 to 600 s; 10 where left out
 * @param folder that all its commands run in, absolute; in a file relative to it, and its own folder where left out
 * @param environment variables that the service gets, and no command of the burst; none that sets up an allocator
 * @param figures that the burst prints; in a file a regex, a list of them, or tables {@code [[service.figures]]} with
 *     {@code label}, {@code regex}, {@code unit} and {@code better} (more, less, or neither as where left out). Those of
 *     ab, wrk and hey are known
 */
public record Service(
        String name,
        String start,
        Ready ready,
        Duration readyTimeout,
        Optional<String> burst,
        Duration burstTimeout,
        int warmBursts,
        int bursts,
        Duration idle,
        Duration stopGrace,
        Path folder,
        Map<String, String> environment,
        List<BurstFigure> figures) {

    public static final Duration READY_TIMEOUT = Duration.ofMinutes(1);
    public static final Duration BURST_TIMEOUT = Duration.ofMinutes(10);
    public static final Duration IDLE = Duration.ofMinutes(1);
    public static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private static final int MOST_BURSTS = 1000;
    private static final double MOST_SECONDS = 1e9;

    /** @throws EbbException naming the first value that cannot be */
    public Service {
        if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
            throw new EbbException(
                    "'" + name + "' is no name: use lower-case letters, digits, dots, hyphens, underscores.");
        }
        command(name, "start", start);
        burst.ifPresent(text -> command(name, "burst", text));
        seconds(name, "ready-timeout", readyTimeout, 0.1, 3600);
        seconds(name, "burst-timeout", burstTimeout, 0.1, 86_400);
        seconds(name, "idle", idle, 1, 86_400);
        seconds(name, "stop", stopGrace, 0, 600);
        count(name, "warm-bursts", warmBursts, 0);
        count(name, "bursts", bursts, 1);
        if (burst.isEmpty() && (warmBursts > 0 || bursts > 1 || !figures.isEmpty())) {
            throw new EbbException("The service " + name + " has no 'burst' and makes its own, so there is one of them:"
                    + " leave out 'warm-bursts', 'bursts' and 'figures'.");
        }
        if (!Files.isDirectory(folder)) {
            throw new EbbException("The folder " + folder + " of the service " + name + " is not there.");
        }
        folder = folder.toAbsolutePath().normalize();
        environment.forEach((variable, value) -> variable(name, variable, value));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        figures = BurstFigure.of(burst.orElse("none"), figures);
        Set<String> labels = new HashSet<>();
        for (BurstFigure figure : figures) {
            if (!labels.add(figure.label())) {
                throw new EbbException("The service " + name + " has two figures '" + figure.label() + "'.");
            }
        }
    }

    /**
     * A number of seconds that someone gave.
     *
     * @throws EbbException where no duration can hold it
     */
    public static Duration seconds(String key, double seconds) {
        if (!(Math.abs(seconds) <= MOST_SECONDS)) {
            throw new EbbException("'" + key + "' is " + seconds + ", which is no number of seconds.");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static void command(String name, String key, String text) {
        if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw new EbbException("'" + key + "' of the service " + name + " is empty: give a shell command.");
        }
    }

    private static void seconds(String name, String key, Duration value, double least, double most) {
        double seconds = value.toNanos() / 1e9;
        if (!(seconds >= least && seconds <= most)) {
            throw new EbbException("'" + key + "' of the service " + name + " is " + plain(seconds)
                    + " and must be from " + plain(least) + " to " + plain(most) + " seconds.");
        }
    }

    static String plain(double seconds) {
        return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    }

    private static void count(String name, String key, int value, int least) {
        if (value < least || value > MOST_BURSTS) {
            throw new EbbException("'" + key + "' of the service " + name + " is " + value + " and must be from "
                    + least + " to " + MOST_BURSTS + ".");
        }
    }

    private static void variable(String name, String variable, String value) {
        if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*") || value.indexOf('\0') >= 0) {
            throw new EbbException("The service " + name + " has a variable '" + variable
                    + "' in its environment, which cannot be one.");
        }
        if (AllocatorForks.isVariable(variable)) {
            throw new EbbException("The service " + name + " has " + variable
                    + " in its environment, which sets up an allocator: put it into an allocator's entry instead.");
        }
    }
}
