// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A run that began before, as its folder tells it: enough to take it up again.
 *
 * @param commandLine Ebb's arguments
 */
public record RecordedRun(List<String> commandLine, Schedule schedule) {

    /**
     * Reads it, and ends the fork that a killed process may have left behind, so that its memory is free again.
     *
     * @throws EbbException if that is no run folder, not one of this version of Ebb, or the run still goes on
     */
    public static RecordedRun takeUp(Path folder) {
        Environment environment = RunFolder.open(folder).environment();
        try (MachineLock lock = MachineLock.ofFolder(folder)) {
            Forks.endOrphans(folder);
        }
        Long seed = environment.seed();
        try {
            Schedule.Order order = Schedule.Order.valueOf(environment.order().toUpperCase(Locale.ROOT));
            return new RecordedRun(environment.commandLine(), new Schedule(order, seed == null ? 0 : seed));
        } catch (IllegalArgumentException e) {
            throw new EbbException(folder + " has forks in the order '" + environment.order()
                    + "', which this version of Ebb does not know: start a new run.");
        }
    }
}
