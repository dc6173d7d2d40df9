// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.results.Environment;
import ebb.results.RunFolder;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** Begins a run in a folder of its own, or takes up one that was cut off. */
final class RunStart {
    private RunStart() {}

    /**
     * The run, ready to go.
     *
     * @param prepared what it measures
     * @param asked profilers of the command line
     * @throws EbbException where the folder cannot be made, or is not of this very run
     */
    static Run of(Prepared prepared, Launch launch, List<ProfilerConfig> asked) {
        Environment now = EnvironmentProbe.read(
                launch, Schedule.rounds(prepared.rows(), false), prepared.allocators(), prepared.inputs());
        RunFolder folder = launch.resume().map(RunFolder::open).orElseGet(() -> RunFolder.create(launch.out(), now));
        MachineLock lock = MachineLock.ofFolder(folder.path());
        try {
            if (launch.resume().isPresent()) {
                takeUp(folder, now);
            }
            Path real = folder.path().toAbsolutePath();
            System.setProperty(Forks.RUN, real.toString());
            return new Run(
                    folder,
                    lock,
                    launch.schedule(),
                    now.conditions().warnings(),
                    launch.schedule().forks(prepared.rows()),
                    new ForkRunner(prepared.arguments(), Profilers.complete(asked, real), launch.startLimit()));
        } catch (EbbException e) {
            lock.close();
            throw e;
        }
    }

    private static void takeUp(RunFolder folder, Environment now) {
        Environment then = folder.environment();
        Sameness.difference(then, now).ifPresent(difference -> {
            throw new EbbException("The run in " + folder.path() + " cannot go on: " + difference
                    + ". Make it as it was, or start a new run.");
        });
        folder.write(then.resumed(now));
    }
}
