// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How fast vectors and strings grow by doubling, with realloc, and are dropped.
 *
 * <p>Models buffers that are filled before their length is known. Each thread grows several at the same time, a random one
 * by one step, so that each has other blocks after it; one that has reached its final size is freed and begun again. The
 * score is vectors from malloc to free: with the default sizes there are 10 ({@code vector}) or 13 ({@code string})
 * reallocs between.
 *
 * <p>It cannot show the cost of a realloc alone: most of it is memcpy of blocks that could not grow in place.
 * {@code -prof latency} shows single calls.
 *
 * <pre>java -jar benchmarks.jar Growth -p allocator=glibc,jemalloc -p growth=string,vector -p finalSize=65536,1048576</pre>
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Growth extends Steady {
    /** Vectors a call: copying makes each take microseconds. */
    static final int BATCH = 500;

    /** One of {@link Grown}, which says how many bytes it begins with. */
    @Param({"string", "vector"})
    public String growth = "vector";

    /** Bytes at which it is dropped, up to 2^30. */
    @Param("65536")
    public int finalSize = 65_536;

    /** How many of them grow at the same time in each thread, 1 to 1e7. */
    @Param("100")
    public int vectors = 100;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        Preflight.startReleaserAndProve();
        start(
                KernelKind.GROWTH,
                Map.of(
                        KernelField.THREADS, (long) params.getThreads(),
                        KernelField.BLOCKS, (long) vectors,
                        KernelField.FIRST, Grown.find(growth).first,
                        KernelField.FINAL, (long) finalSize),
                null);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long grow(Worker worker) {
        return worker.run(BATCH);
    }

    /** What grows by doubling. */
    enum Grown {
        /** Begins with 8 bytes, as Rust's does. */
        STRING(8),
        /** Begins with four entries of 24 bytes: the vectors of the measured service. */
        VECTOR(96);

        /** Bytes of the first allocation. */
        final long first;

        Grown(long first) {
            this.first = first;
        }

        static Grown find(String word) {
            return Nearest.constant(
                    Grown.class, word, known -> new EbbException("There is no growth '" + word + "': it is " + known));
        }
    }

    /** A thread with its vectors. */
    @State(Scope.Thread)
    public static class Worker extends Caller {
        @Setup(Level.Trial)
        public void join(Growth shared) {
            join(shared, KernelRole.ALLOCATES);
        }
    }
}
