// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.shim.NativeKernel;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import java.util.EnumMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The cost of the harness itself, for comparison with the other benchmarks.
 *
 * <p>{@code call} is the empty call through JNA. {@code floor} is the kernel of another benchmark, with that benchmark's
 * default parameters, on a floor allocator instead of malloc: thread-local free lists in mapped memory, the cheapest that
 * is conceivable; {@code exchange} is the same for {@link CrossThreadFree}. A score near these measures the harness and not
 * an allocator.
 *
 * <p>It says nothing about any allocator. It has the parameter so that this can be checked; its default is glibc alone.
 *
 * <pre>java -jar benchmarks.jar Baseline</pre>
 */
@State(Scope.Benchmark)
public class Baseline extends Steady {
    private static final int BATCH = 10_000;
    private static final int PAIRS = BATCH / 2;
    private static final String SIZES = "small";

    @Setup(Level.Trial)
    public void start() {
        Preflight.startReleaserAndProve();
    }

    @Benchmark
    public void call() {
        NativeKernel.nothing();
    }

    /** The score is pairs of malloc and free; for {@code growth} it is vectors. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long floor(Worker worker) {
        return worker.run(BATCH);
    }

    @Benchmark
    @Group("exchange")
    @GroupThreads(1)
    @OperationsPerInvocation(PAIRS)
    public long allocate(Producer producer) {
        return producer.run(BATCH);
    }

    @Benchmark
    @Group("exchange")
    @GroupThreads(1)
    @OperationsPerInvocation(PAIRS)
    public long free(Consumer consumer) {
        return consumer.run(BATCH);
    }

    /** The kernels without a second side, each with the default parameters of its benchmark. */
    enum Kernel {
        INTERLEAVED,
        THREAD_CHURN,
        GROWTH;

        private Map<KernelField, Long> fields() {
            return switch (this) {
                case INTERLEAVED -> Map.of(KernelField.BLOCKS, 1000L);
                case THREAD_CHURN -> Map.of(KernelField.BLOCKS, 1000L, KernelField.LIFETIME, 10_000L);
                case GROWTH ->
                    Map.of(
                            KernelField.BLOCKS,
                            100L,
                            KernelField.FIRST,
                            Growth.Grown.VECTOR.first,
                            KernelField.FINAL,
                            65_536L);
            };
        }

        static Kernel find(String word) {
            return Nearest.constant(
                    Kernel.class,
                    word,
                    known -> new EbbException("There is no kernel '" + word + "' here: it is " + known));
        }
    }

    /** The kernel of {@code floor}. */
    @State(Scope.Benchmark)
    public static class Floor extends SteadyLoad {
        /** One of {@link Kernel}. */
        @Param({"interleaved", "thread-churn", "growth"})
        public String kernel = "interleaved";

        @Setup(Level.Trial)
        public void start(BenchmarkParams params) {
            Kernel found = Kernel.find(kernel);
            Map<KernelField, Long> fields = new EnumMap<>(found.fields());
            fields.put(KernelField.FLOOR, 1L);
            fields.put(KernelField.THREADS, (long) params.getThreads());
            start(KernelKind.valueOf(found.name()), fields, found == Kernel.GROWTH ? null : Sizes.find(SIZES));
        }
    }

    /** A thread of {@code floor}. */
    @State(Scope.Thread)
    public static class Worker extends Caller {
        @Setup(Level.Trial)
        public void join(Floor floor) {
            join(floor, KernelRole.ALLOCATES);
        }
    }

    /** The ring of one group of {@code exchange}. */
    @State(Scope.Group)
    public static class Ring extends SteadyLoad {
        @Setup(Level.Trial)
        public void start(BenchmarkParams params) {
            Map<KernelField, Long> fields = CrossThreadFree.fields(params, 409_600, 1);
            fields.put(KernelField.FLOOR, 1L);
            start(KernelKind.CROSS_THREAD_FREE, fields, Sizes.find(SIZES));
        }
    }

    /** A thread that allocates. */
    @State(Scope.Thread)
    public static class Producer extends Caller {
        @Setup(Level.Trial)
        public void join(Ring ring) {
            join(ring, KernelRole.ALLOCATES);
        }
    }

    /** A thread that frees. */
    @State(Scope.Thread)
    public static class Consumer extends Caller {
        @Setup(Level.Trial)
        public void join(Ring ring) {
            join(ring, KernelRole.FREES_ONLY);
        }
    }
}
