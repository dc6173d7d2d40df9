// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.base.EbbException;
import ebb.base.Printable;
import ebb.doctor.Doctor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A process that runs already: which allocator it has, where its memory is, how near its limit.
 *
 * <pre>{@code
 * java -jar benchmarks.jar doctor 4711
 * java -jar benchmarks.jar doctor 4711 --release --watch 20
 * }</pre>
 */
@Command(
        name = "doctor",
        description =
                "Says of a process that runs which allocator it has, where its resident memory is, how near its limit"
                        + " it is, and what to try. It stops and changes nothing, unless --release is given.")
final class DoctorCommand implements Callable<Exit> {
    private static final int MOST_SECONDS = 3600;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Terminal terminal;

    @Parameters(paramLabel = "PID", description = "The process, by its number as it is seen from here.")
    private String process = "";

    @Option(
            names = "--release",
            description =
                    "Has the process's allocator give back what it can, by a call that gdb makes on a thread that sleeps"
                            + " and holds no lock of the allocator's; where that cannot be shown it is refused. Says how much came"
                            + " back.")
    private boolean release;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            description =
                    "Draws the process's RSS over 1 to 3600 s; with --release the call is made after a quarter of them.")
    private Optional<Integer> watch = Optional.empty();

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        if (!NUMBER.matcher(process).matches()) {
            throw new EbbException(
                    "'" + Printable.line(process) + "' is not the number of a process; ps -e lists them.");
        }
        long pid = Long.parseLong(process);
        if (watch.isPresent() && (watch.get() < 1 || watch.get() > MOST_SECONDS)) {
            throw new EbbException(
                    "--watch is " + watch.get() + " and must be from 1 to " + MOST_SECONDS + " seconds.");
        }
        Doctor doctor = new Doctor(pid, Catalog.load(List.of()), terminal.out(), terminal.err(), terminal.blocks());
        doctor.examine();
        try {
            if (watch.isPresent()) {
                doctor.watch(watch.get(), release);
            } else if (release) {
                doctor.release();
            }
        } catch (EbbException e) {
            // What was examined stands.
            terminal.out().flush();
            terminal.err().println(e);
            return Exit.FAILED;
        }
        return Exit.OK;
    }
}
