// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.shim.KernelField;
import ebb.shim.KernelKind;
import ebb.shim.KernelRole;
import ebb.shim.NativeKernel;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How fast blocks are allocated and freed by threads that end and leave theirs to others.
 *
 * <p>Models a server that takes a thread for each connection (Larson and Krishnan, "Memory allocation for long-running
 * server applications", 1998): a thread works as those of {@link Interleaved} do, and ends after its lifetime; the next
 * one takes over its blocks and frees them as its own. An allocator that keeps blocks with the thread that allocated
 * them has to find new owners for them. The score is pairs of malloc and free; starting a thread and ending it is part
 * of them.
 *
 * <p>It cannot show the cost of a thread's start apart from the allocator's: a shorter lifetime raises both.
 *
 * <pre>java -jar benchmarks.jar ThreadChurn -p allocator=glibc,jemalloc -p lifetime=1000,100000 -t 2</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsPrepend = {
            QuietJvm.LEAST_HEAP,
            QuietJvm.MOST_HEAP,
            QuietJvm.TOUCHED,
            QuietJvm.SERIAL_GC,
            QuietJvm.NO_PERF_DATA,
            QuietJvm.COMPILERS
        })
public class ThreadChurn {
    /** As {@link Interleaved} has; a thread outlives a batch where its lifetime is longer. */
    static final int BATCH = 10_000;

    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    /** A distribution of {@link Sizes}, or the path of a histogram file. */
    @Param("small")
    public String sizes = "small";

    /** Live blocks that are handed on, for each of the threads of {@code -t}, 1 to 1e7. */
    @Param("1000")
    public int blocks = 1000;

    /** Operations of a thread before it ends, 1 to 1e9. */
    @Param("10000")
    public int lifetime = 10_000;

    private @Nullable SteadyLoad load;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        Preflight.check();
        load = SteadyLoad.start(
                KernelKind.THREAD_CHURN,
                Map.of(
                        KernelField.THREADS, (long) params.getThreads(),
                        KernelField.BLOCKS, (long) blocks,
                        KernelField.LIFETIME, (long) lifetime),
                Sizes.find(sizes));
    }

    /** One batch of operations, by threads in C that the calling one starts and waits for. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long serve(Worker worker) {
        return worker.run();
    }

    private SteadyLoad load() {
        return Objects.requireNonNull(load, "set up by start");
    }

    /** A thread that starts others, one after the other. */
    @State(Scope.Thread)
    public static class Worker {
        private NativeKernel.Caller caller;

        @Setup(Level.Trial)
        public void join(ThreadChurn shared) {
            caller = shared.load().join(KernelRole.ALLOCATES);
        }

        long run() {
            return caller.run(BATCH);
        }

        @TearDown(Level.Trial)
        public void leave(ThreadChurn shared) {
            shared.load().leave(caller);
        }
    }
}
