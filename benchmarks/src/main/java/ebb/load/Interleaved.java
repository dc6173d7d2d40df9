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
 * How fast blocks of many sizes are allocated and freed in random order.
 *
 * <p>Models a program in its steady state: each thread keeps a working set, and an operation frees a random block of it
 * and allocates another in its place, whose first and last bytes are written. With 1,000 blocks the working set lies in
 * the caches, with 100,000 it does not. The score is pairs of malloc and free; with {@code -t} threads, of all of them.
 *
 * <p>It cannot show what it costs to free another thread's block ({@link CrossThreadFree}), nor a heap that shrinks: the
 * number of live blocks stays the same.
 *
 * <pre>java -jar benchmarks.jar Interleaved -p allocator=glibc,jemalloc -p sizes=small,article -t 2</pre>
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
public class Interleaved {
    /** A call from Java takes about 60 ns; so many pairs take 40 us with the fastest allocator that there can be. */
    static final int BATCH = 10_000;

    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    /** A distribution of {@link Sizes}, or the path of a histogram file. */
    @Param("small")
    public String sizes = "small";

    /** Live blocks of each thread, 1 to 1e7. */
    @Param({"1000", "100000"})
    public int blocks = 1000;

    private @Nullable SteadyLoad load;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        Preflight.check();
        load = SteadyLoad.start(
                KernelKind.INTERLEAVED,
                Map.of(KernelField.THREADS, (long) params.getThreads(), KernelField.BLOCKS, (long) blocks),
                Sizes.find(sizes));
    }

    /** One batch of operations on the calling thread's working set. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long replace(Worker worker) {
        return worker.run();
    }

    private SteadyLoad load() {
        return Objects.requireNonNull(load, "set up by start");
    }

    /** A thread with its working set. */
    @State(Scope.Thread)
    public static class Worker {
        private NativeKernel.Caller caller;

        @Setup(Level.Trial)
        public void join(Interleaved shared) {
            caller = shared.load().join(KernelRole.ALLOCATES);
        }

        long run() {
            return caller.run(BATCH);
        }

        @TearDown(Level.Trial)
        public void leave(Interleaved shared) {
            shared.load().leave(caller);
        }
    }
}
