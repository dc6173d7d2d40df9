// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.ForkAssignment;
import ebb.allocator.Preflight;
import ebb.base.EbbException;
import ebb.results.RowKey;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What stays resident after a burst, and how long.
 *
 * <p>Models a service on a work-stealing runtime: events with up to a thousand tasks each, every task allocating before
 * and after a wait, its blocks freed by the worker that runs it last; then an idle period in which only health checks run.
 * The load is in C, on its own threads. The score is the makespan of the burst; the idle period follows untimed, and
 * residency comes from {@link ebb.residency.RssProfiler}. There is no warm-up: a service that bursts is cold too, and it
 * is the first burst that raises memory.
 *
 * <p>It cannot show the cost of a single malloc, nor what the JVM's own heap does.
 *
 * <pre>java -jar benchmarks.jar Burst -p allocator=glibc,jemalloc -p scenario=quick -f 3</pre>
 */
// A JVM whose RSS does not move: its heap is touched, and nothing is compiled. Java makes only a few calls here, and
// the
// compiler's memory moved RSS by up to 2 MiB in the idle period of a null burst; without it by 0.1 MiB at most.
@Fork(
        value = 3,
        jvmArgsPrepend = {
            Steady.LEAST_HEAP,
            Steady.MOST_HEAP,
            Steady.TOUCHED,
            Steady.SERIAL_GC,
            Steady.NO_PERF_DATA,
            "-Xint"
        })
public class Burst extends Phased {
    /** A bundled scenario, or one from {@code --scenarios FILE.toml}. */
    @Param("quick")
    public String scenario = "quick";

    /** MiB of a memory cgroup that the fork runs in alone, or none: see docs/limit.md. */
    @Param(RowKey.NO_LIMIT)
    public String limit = RowKey.NO_LIMIT;

    /** MiB below the limit from where on the kernel slows the fork down, or none: memory.high of cgroups' version 2. */
    @Param(RowKey.NO_LIMIT)
    public String high = RowKey.NO_LIMIT;

    @Override
    PhasedLoad open(BenchmarkParams params) {
        ForkAssignment assignment = Preflight.startReleaserAndProve();
        if (params.getThreads() != 1) {
            throw new EbbException("Burst has its own threads and is called by one: leave out -t " + params.getThreads()
                    + " and set 'workers' in the scenario.");
        }
        return new BurstLoad(Scenarios.load(assignment.scenarios()).find(scenario), assignment.releases());
    }
}
