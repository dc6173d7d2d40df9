// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.Problem;
import ebb.base.UserFiles;
import ebb.results.Environment;
import ebb.results.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run's folder says about how it was started: enough to resume it.
 *
 * @param commandLine Ebb's arguments
 */
public record RecordedRun(List<String> commandLine, Schedule schedule) {

    /**
     * Reads it, and ends the fork that a killed process may have left, to free its memory.
     *
     * @throws EbbException if that is no run folder of this version of Ebb, or the run still goes on
     */
    public static RecordedRun takeUp(Path folder, boolean trusted) {
        RunFolder run = RunFolder.open(folder);
        requireTrust(folder, trusted);
        Environment.Invocation asked = run.environment().invocation();
        List<String> commandLine = asked.commandLine();
        if (commandLine == null) {
            throw new EbbException(folder + " does not record its command line: start a new run.");
        }
        try (MachineLock lock = MachineLock.ofFolder(folder)) {
            Forks.endOrphans(folder);
            run.clean();
        }
        Schedule.Order order = Nearest.constant(
                Schedule.Order.class,
                asked.order(),
                choice -> new EbbException(folder + " has forks in the order '" + asked.order() + "', which is not "
                        + choice + " Start a new run."));
        Long seed = asked.seed();
        Environment.Part part = asked.part();
        return new RecordedRun(
                commandLine,
                new Schedule(order, seed == null ? 0 : seed, Optional.ofNullable(part == null ? null : part.shard())));
    }

    /**
     * The arguments that a run folder holds name programs and libraries to run: a JVM, an allocator, an agent.
     *
     * @param trusted whether the user vouches for the folder
     * @throws EbbException where another user could have written them
     */
    public static void requireTrust(Path folder, boolean trusted) {
        try {
            Optional<String> exposure = UserFiles.exposure(folder.resolve(RunFolder.ENVIRONMENT));
            if (exposure.isPresent() && !trusted) {
                throw new EbbException("Another user could have written what " + folder + " says is to be run ("
                        + exposure.get() + "): read the command line in its " + RunFolder.ENVIRONMENT
                        + ", and give --trust if it is what you want.");
            }
        } catch (IOException e) {
            throw new EbbException("Cannot read " + folder + ": " + Problem.of(e) + ".");
        }
    }
}
