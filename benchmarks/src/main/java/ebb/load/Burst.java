// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.ForkAssignment;
import ebb.allocator.Preflight;
import ebb.base.EbbException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
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
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Threads(1)
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
public class Burst {
    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    /** A bundled scenario, or one from {@code --scenarios FILE.toml}. */
    @Param("quick")
    public String scenario = "quick";

    private @Nullable BurstLoad load;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        ForkAssignment assignment = Preflight.startReleaserAndProve();
        if (params.getThreads() != 1) {
            throw new EbbException("Burst has its own threads and is called by one: leave out -t " + params.getThreads()
                    + " and set 'workers' in the scenario.");
        }
        load = new BurstLoad(Scenarios.load(assignment.scenarios()).find(scenario));
    }

    @Setup(Level.Iteration)
    public void precede() {
        load().precede();
    }

    /** One burst: from the first permit until the last event is dropped. */
    @Benchmark
    public void burst() {
        load().run();
    }

    @TearDown(Level.Iteration)
    public void rest() {
        load().rest();
    }

    @TearDown(Level.Trial)
    public void end() {
        load().close();
    }

    private BurstLoad load() {
        return Objects.requireNonNull(load, "set up by start");
    }
}
