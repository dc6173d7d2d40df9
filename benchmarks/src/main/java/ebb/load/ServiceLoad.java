// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.residency.Recorder;
import ebb.residency.ServiceTree;
import ebb.service.Service;
import ebb.service.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A service at work, whose processes the recorder looks at. */
public final class ServiceLoad extends PhasedLoad {
    /** After a burst that is repeated to find out why memory stays: the idle period, but not longer. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    /** Of which nothing is known before the first fork has run. */
    private static final double TYPICAL_BURST = 10;

    /** From KILL to the end of a process, and to write down what it printed. */
    private static final double END = 40;

    private final Service service;
    private final ForkAssignment assignment;
    private final ServiceProcess process;
    private final ServiceTree tree;

    private ServiceLoad(Service service, ForkAssignment assignment, ServiceProcess process) {
        super(service.warmBursts(), service.bursts());
        this.service = service;
        this.assignment = assignment;
        this.process = process;
        this.tree = new ServiceTree(process, assignment.releases().interval().isPresent(), this::again);
    }

    /**
     * Starts the service, proves what it runs on, and waits until its RSS is at rest: what is resident then is its base.
     *
     * @throws EbbException where it cannot be started or proven; nothing of it is left then
     */
    static ServiceLoad start(Service service, ForkAssignment assignment) {
        String proof = assignment.proof().toString();
        Path log = Path.of(proof.replaceFirst("\\.proof$", "") + ".log");
        ServiceProcess process = ServiceProcess.start(
                service, assignment, log, Recorder.current().climbs());
        try {
            process.awaitReady();
            ServiceLoad load = new ServiceLoad(service, assignment, process);
            load.prove();
            load.recorder.attach(load.tree);
            load.recorder.base();
            return load;
        } catch (EbbException e) {
            process.close();
            throw e;
        }
    }

    /** Each process that there has been, as far as it was seen. */
    private void prove() {
        process.prove(tree.seen()).proven().write(assignment.proof());
    }

    @Override
    void run() {
        tree.made(process.burst());
    }

    @Override
    void pause() {
        sleep(Duration.ofNanos(idle(service.idle().toNanos())));
    }

    @Override
    void requireGood() {
        process.requireAlive("the idle period");
        prove();
    }

    /** Nobody reaches what the service keeps. */
    @Override
    void forget() {}

    private void again() {
        process.burst();
        sleep(service.idle().compareTo(LONGEST_REST) < 0 ? service.idle() : LONGEST_REST);
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("The fork was interrupted while its service was idle.");
        }
    }

    @Override
    public void close() {
        try {
            recorder.detach();
            tree.close();
        } finally {
            process.close();
        }
    }

    /** Seconds that an iteration takes on most machines: to tell how long a run will be. */
    public static double typicalSeconds(Service service) {
        return seconds(service, 0, TYPICAL_BURST, Recorder.LADDER_TYPICAL);
    }

    /** What of them comes after the last burst, without the one that the ladder repeats. */
    public static double typicalRestSeconds(Service service) {
        return seconds(service.idle()) + TYPICAL_BURST + Recorder.LADDER_TYPICAL + seconds(LONGEST_REST);
    }

    /** Likewise at the most: to tell one that hangs. */
    public static double longestSeconds(Service service) {
        return seconds(
                service,
                seconds(service.readyTimeout()) + seconds(service.stopGrace()) + END,
                seconds(service.burstTimeout()),
                Recorder.LADDER_LONGEST);
    }

    /** With the burst that the ladder repeats, whether it is climbed or not. */
    private static double seconds(Service service, double startAndStop, double burst, double ladder) {
        int bursts = service.warmBursts() + service.bursts();
        int idles = service.bursts() + (service.warmBursts() > 0 ? 1 : 0);
        return startAndStop + (bursts + 1) * burst + idles * seconds(service.idle()) + ladder + seconds(LONGEST_REST);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
