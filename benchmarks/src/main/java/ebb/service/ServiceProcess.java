// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.AgentReport;
import ebb.allocator.ForkAssignment;
import ebb.allocator.OtherProcess;
import ebb.allocator.Proven;
import ebb.allocator.ServiceCommand;
import ebb.allocator.ServiceProof;
import ebb.base.EbbException;
import ebb.base.WholeFile;
import ebb.cgroup.Cgroup;
import ebb.cgroup.OomKills;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user's own service at work, as processes of its own on the allocator that this fork was assigned:
 *
 * <pre>{@code
 * try (ServiceProcess process = ServiceProcess.start(service, assignment, log, control)) {
 *     process.awaitReady();
 *     ServiceProcess.Proof proof = process.prove(process.pids());
 *     Burst burst = process.burst();
 * }
 * }</pre>
 *
 * <p>Every method throws an {@link EbbException} where the service has ended, and none leaves anything running: all
 * processes of the service end with {@link #close}, and when this JVM is gone, however it went.
 */
public final class ServiceProcess implements AutoCloseable {
    static final Duration LOOK_EACH = Duration.ofMillis(50);

    /** A process that was just started has not reported yet, and jemalloc's thread may be late. */
    private static final Duration PROOF_PATIENCE = Duration.ofSeconds(2);

    /** A release of tens of GiB takes seconds. */
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(1);

    private static final int KILL = 9;

    private final Service service;
    private final ServiceProof proof;
    private final Path log;
    private final Agents agents;
    private final Shell shell;
    private final OomKills oomKills;
    private final Lines lines;
    private boolean closed;

    /** What is looked for in the service's own output. */
    private static final class Lines {
        private final Ready ready;
        private volatile boolean found;

        Lines(Ready ready) {
            this.ready = ready;
        }

        void take(String line) {
            if (!found && ready instanceof Ready.Log log) {
                found = log.line().matcher(line).find();
            }
        }
    }

    /**
     * What is proven of the service's processes.
     *
     * @param result their allocator, how many have been proven by now, and notes for the reader
     * @param gone of the processes that were asked about, those that ended before they could be proven
     */
    public record Proof(ServiceProof.Result result, int gone) {
        /** All of it, for the host. */
        public Proven proven() {
            return result.proven().noting(result.notes(), gone);
        }
    }

    private ServiceProcess(
            Service service, ServiceProof proof, Path log, Agents agents, Shell shell, Lines lines, OomKills oomKills) {
        this.service = service;
        this.proof = proof;
        this.log = log;
        this.agents = agents;
        this.shell = shell;
        this.lines = lines;
        this.oomKills = oomKills;
    }

    /**
     * Starts the service. Where the assignment has an interval, each of its processes releases memory at it from its own
     * start on.
     *
     * @param log what the service prints is written here when it is closed: the first and the last 64 KiB
     * @param control whether its processes are to answer to {@link #release} and what follows it; those of an assignment
     *     with an interval do in any case
     * @throws EbbException where something answers at its ready address already, or it cannot be started
     */
    public static ServiceProcess start(Service service, ForkAssignment assignment, Path log, boolean control) {
        new ReadyCheck(service).whoAnswersAlready().ifPresent(who -> {
            throw new EbbException("The service " + service.name() + " was not started, because " + who
                    + " already: end what does that, or give the service another port.");
        });
        Agents agents = Agents.open();
        try {
            assignment.releases().interval().ifPresent(agents::releaseEvery);
            Map<String, String> environment = Shell.environment(service.environment());
            Lines lines = new Lines(service.ready());
            OomKills oomKills = new OomKills();
            oomKills.watch(ProcessHandle.current().pid());
            Shell shell = Shell.start(
                    ServiceCommand.withAllocator(
                            service.start(),
                            environment,
                            assignment,
                            agents.address(),
                            control || assignment.releases().interval().isPresent(),
                            ForkAssignment.cgroup().map(Cgroup::joining).orElse(List.of())),
                    service.folder(),
                    environment,
                    "the service " + service.name(),
                    lines::take);
            return new ServiceProcess(service, new ServiceProof(assignment), log, agents, shell, lines, oomKills);
        } catch (EbbException e) {
            agents.close();
            throw e;
        }
    }

    /** The process below which all of the service's are, and which is none of them: the root for {@code ebb_tree_new}. */
    public long rootPid() {
        return shell.pid();
    }

    /** The pids of its processes as they are now. */
    public List<Long> pids() {
        return ProcessHandle.of(rootPid()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
    }

    /**
     * Waits until it is ready, and says how long that took.
     *
     * @throws EbbException where it is not within its time, or ends before
     */
    public Duration awaitReady() {
        long start = System.nanoTime();
        ReadyCheck check = new ReadyCheck(service);
        while (true) {
            requireAlive("its start, before it was ready");
            pids().forEach(oomKills::watch);
            Duration left = service.readyTimeout().minusNanos(System.nanoTime() - start);
            Optional<String> whyNot = service.ready() instanceof Ready.Log && lines.found
                    ? Optional.empty()
                    : check.whyNot(left.isNegative() ? Duration.ZERO : left);
            if (whyNot.isEmpty()) {
                // What answers may be another program, where this one could not take the address.
                requireAlive("its start, before it was ready");
                // It may have joined a cgroup since it was looked at.
                pids().forEach(oomKills::watch);
                return Duration.ofNanos(System.nanoTime() - start);
            }
            if (left.compareTo(LOOK_EACH) < 0) {
                throw EbbException.ofTimeOut("The service " + service.name() + " was not ready within "
                        + Service.plain(service.readyTimeout().toNanos() / 1e9) + " s: " + whyNot.get() + "; "
                        + shell.lastWords()
                        + ". See whether 'ready' is right, or give it more time with 'ready-timeout'.");
            }
            shell.hasEnded(LOOK_EACH);
        }
    }

    /**
     * Proves of each of these processes that it runs on the allocator that was asked for, as of now: what comes later is not.
     *
     * @param pids processes of the service, those that have ended among them, which are only counted
     * @throws EbbException naming the first that does not, or cannot be proven, and why
     */
    public Proof prove(Collection<Long> pids) {
        long until = System.nanoTime() + PROOF_PATIENCE.toNanos();
        while (true) {
            try {
                return proveNow(pids);
            } catch (EbbException e) {
                requireAlive("the proof of its allocator");
                if (System.nanoTime() >= until) {
                    throw e;
                }
            }
            shell.hasEnded(LOOK_EACH);
        }
    }

    private Proof proveNow(Collection<Long> pids) {
        Map<Long, AgentReport> reports = agents.reports();
        int gone = 0;
        for (long pid : pids) {
            oomKills.watch(pid);
            OtherProcess process = new OtherProcess(pid);
            proof.check(process, reports.get(pid));
            gone += !process.hasMemory() && !proof.isProven(pid) ? 1 : 0;
        }
        return new Proof(proof.result(), gone);
    }

    /**
     * Runs the burst's command to its end, or waits as long as the service makes its own.
     *
     * @throws EbbException where the command fails, takes too long or prints no figure that was asked for, or the service
     *     ends
     */
    public Burst burst() {
        requireAlive("the time before a burst");
        if (service.burst().isEmpty()) {
            long start = System.nanoTime();
            shell.hasEnded(service.burstTimeout());
            requireAlive("its burst");
            return new Burst(start, System.nanoTime() - start, Map.of());
        }
        return new BurstCommand(service, oomKills).run(patience -> {
            shell.hasEnded(patience);
            requireAlive("a burst");
        });
    }

    /** Has the allocator give back memory in each process that obeys; {@code took} and {@code cpu} in ns, or an error. */
    public List<Answer> release() {
        return ask("release");
    }

    /**
     * What the releases at intervals were, of each process since its start or {@link #recount}: {@code calls}, {@code longest}
     * and {@code cpu} in ns.
     */
    public List<Answer> cure() {
        return ask("cure");
    }

    /** Begins these counts anew in each process that obeys. */
    public List<Answer> recount() {
        return ask("recount");
    }

    /** The allocator's own books in each process: bytes {@code inuse}, {@code cached}, {@code metadata}, {@code returned}. */
    public List<Answer> books() {
        return ask("books");
    }

    private List<Answer> ask(String command) {
        List<Answer> answers = agents.ask(command, ANSWER_PATIENCE);
        requireAlive("the answer to '" + command + "'");
        return answers;
    }

    /**
     * Whether the service is there.
     *
     * @param during what, as in "the idle period"
     * @throws EbbException saying how it has ended, where it has
     */
    public void requireAlive(String during) {
        if (shell.isAlive()) {
            return;
        }
        throw new EbbException("The service " + service.name() + " ended during " + during + ": " + shell.ending()
                + oomKills.words(shell.endedBy(KILL)) + "; " + shell.lastWords() + "."
                + proof.explain(shell.lastWords()));
    }

    /**
     * Ends the service: TERM to it, KILL to what is left after its time.
     *
     * @return whether it had to be killed
     * @throws EbbException where something of it is left, or its log cannot be written
     */
    public boolean stop() {
        if (closed) {
            return false;
        }
        closed = true;
        boolean killed;
        try {
            shell.terminate();
            killed = !shell.hasEnded(service.stopGrace());
        } finally {
            try {
                shell.close();
            } finally {
                agents.close();
            }
        }
        WholeFile.write(log, shell.printed(), "make the run folder writable for the forks");
        return killed;
    }

    @Override
    public void close() {
        stop();
    }
}
