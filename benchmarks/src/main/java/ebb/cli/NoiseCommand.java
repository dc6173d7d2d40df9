// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.WholeFile;
import ebb.compare.NoiseFile;
import ebb.results.Environment;
import ebb.results.RunData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How much this machine's figures vary while nothing changes.
 *
 * <pre>{@code
 * for i in 1 2 3 4 5 6 7 8; do java -jar benchmarks.jar Burst -f 5 --out results/noise-runs; done
 * java -jar benchmarks.jar noise results/noise-runs/*
 * }</pre>
 */
@Command(
        name = "noise",
        description =
                "Writes a machine's noise file from at least 8 runs of the same build: for each row, the limit below"
                        + " which a difference means nothing.")
final class NoiseCommand implements Callable<Exit> {
    private static final Duration LEAST_SPAN = Duration.ofDays(1);

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders of one machine.")
    private List<Path> runs = new ArrayList<>();

    @Option(names = "--results", paramLabel = "DIR", description = "The folder of noise files. (default: results)")
    private Path results = Path.of("results");

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where it is written. (default: results/noise/MACHINE.json, where compare looks for it)")
    private @Nullable Path to;

    NoiseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        List<RunData> read = RunData.readAll(runs, terminal.err()::println);
        NoiseFile noise = NoiseFile.of(read, LocalDate.now(ZoneId.systemDefault()));
        Path file = to == null ? results.resolve("noise").resolve(noise.machine() + ".json") : to;
        WholeFile.write(file, noise.json(), "set that right, or name another place with --to FILE");
        Duration span = span(read);
        terminal.out()
                .println(noise.entries().size() + " limits from " + read.size() + " runs within " + words(span)
                        + " are in " + file + ".");
        int judged = NoiseFile.judged(read);
        int without = judged - noise.entries().size();
        if (without > 0) {
            terminal.err()
                    .println("Without a limit: " + without + " of " + judged
                            + " that compare would judge (not in every run,"
                            + " without a figure in some fork, or a ratio that is not above zero).");
        }
        if (span.compareTo(LEAST_SPAN) < 0) {
            terminal.err()
                    .println(
                            "Less than a day: drift that takes longer is not in these limits, so runs of other days may"
                                    + " differ by more. docs/nightly.sh adds a run every night.");
        }
        return Exit.OK;
    }

    /** From the first run's start to the last one's. */
    private static Duration span(List<RunData> runs) {
        List<Instant> starts = runs.stream()
                .flatMap(run -> run.environment().stream())
                .map(Environment::start)
                .sorted()
                .toList();
        return starts.isEmpty() ? Duration.ZERO : Duration.between(starts.get(0), starts.get(starts.size() - 1));
    }

    private static String words(Duration span) {
        long hours = span.toHours();
        return hours >= 48
                ? span.toDays() + " days"
                : hours >= 2 ? hours + " hours" : span.toMinutes() + (span.toMinutes() == 1 ? " minute" : " minutes");
    }
}
