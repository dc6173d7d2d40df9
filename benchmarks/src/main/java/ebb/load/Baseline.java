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
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
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
 * What the harness itself costs, beside which the other figures are to be read.
 *
 * <p>{@code call} is the empty call through JNA. {@code floor} is a kernel as the other benchmarks have it with their
 * default parameters, on a floor allocator in place of malloc: thread-local free lists in mapped memory, the cheapest
 * that one can think of; {@code exchange} is that of {@link CrossThreadFree}. An allocator that comes near these figures
 * is not measured any more: the harness is.
 *
 * <p>It says nothing of any allocator. It has the parameter all the same, so that nobody need trust that; left out it is
 * glibc alone.
 *
 * <pre>java -jar benchmarks.jar Baseline</pre>
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
public class Baseline {
    private static final int BATCH = 10_000;
    private static final int PAIRS = BATCH / 2;
    private static final String SIZES = "small";

    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    @Setup(Level.Trial)
    public void start() {
        Preflight.check();
    }

    /** A call into C and back that does nothing. */
    @Benchmark
    public void call() {
        NativeKernel.nothing();
    }

    /** A kernel of one side; the score is pairs of malloc and free, of {@code growth} vectors. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long floor(Worker worker) {
        return worker.caller().run(BATCH);
    }

    @Benchmark
    @Group("exchange")
    @GroupThreads(1)
    @OperationsPerInvocation(PAIRS)
    public long allocate(Producer producer) {
        return producer.run();
    }

    @Benchmark
    @Group("exchange")
    @GroupThreads(1)
    @OperationsPerInvocation(PAIRS)
    public long free(Consumer consumer) {
        return consumer.run();
    }

    /** The kernel of {@code floor}. */
    @State(Scope.Benchmark)
    public static class Floor {
        /** One of {@link FloorKernel}. */
        @Param({"interleaved", "thread-churn", "growth"})
        public String kernel = "interleaved";

        private @Nullable SteadyLoad load;

        @Setup(Level.Trial)
        public void start(BenchmarkParams params) {
            load = FloorKernel.find(kernel).start(params.getThreads(), Sizes.find(SIZES));
        }

        private SteadyLoad load() {
            return Objects.requireNonNull(load, "set up by start");
        }
    }

    /** A thread of {@code floor}. */
    @State(Scope.Thread)
    public static class Worker {
        private NativeKernel.@Nullable Caller caller;

        @Setup(Level.Trial)
        public void join(Floor floor) {
            caller = floor.load().join(KernelRole.ALLOCATES);
        }

        @TearDown(Level.Trial)
        public void leave(Floor floor) {
            floor.load().leave(caller());
        }

        private NativeKernel.Caller caller() {
            return Objects.requireNonNull(caller, "set up by join");
        }
    }

    /** The ring of one group of {@code exchange}. */
    @State(Scope.Group)
    public static class Ring {
        private @Nullable SteadyLoad load;

        @Setup(Level.Trial)
        public void start(BenchmarkParams params) {
            load = SteadyLoad.start(
                    KernelKind.CROSS_THREAD_FREE,
                    Map.of(
                            KernelField.THREADS,
                            Groups.threads(params, "allocate"),
                            KernelField.FREERS,
                            Groups.threads(params, "free"),
                            KernelField.RING,
                            4096L,
                            KernelField.FLOOR,
                            1L),
                    Sizes.find(SIZES));
        }

        private SteadyLoad load() {
            return Objects.requireNonNull(load, "set up by start");
        }
    }

    /** A thread that allocates. */
    @State(Scope.Thread)
    public static class Producer extends Side {
        @Setup(Level.Trial)
        public void join(Ring ring) {
            join(ring.load(), KernelRole.ALLOCATES);
        }

        @TearDown(Level.Trial)
        public void leave(Ring ring) {
            leave(ring.load());
        }
    }

    /** A thread that frees. */
    @State(Scope.Thread)
    public static class Consumer extends Side {
        @Setup(Level.Trial)
        public void join(Ring ring) {
            join(ring.load(), KernelRole.FREES_ONLY);
        }

        @TearDown(Level.Trial)
        public void leave(Ring ring) {
            leave(ring.load());
        }
    }
}
