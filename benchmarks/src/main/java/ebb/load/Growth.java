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
 * How fast vectors and strings grow by doubling, by realloc, and are dropped.
 *
 * <p>Models buffers that are filled without knowing how long they will be. Each thread has several that grow at the same
 * time, a random one by a step, so that other blocks lie behind each; one that has reached its final size is freed and
 * begun again. The score is vectors from malloc to free: with the default sizes 10 ({@code vector}) or 13
 * ({@code string}) reallocs lie between.
 *
 * <p>It cannot show the cost of a realloc alone: most of it is the copying of blocks that could not grow in place, which
 * the C library's memcpy does. {@code -prof latency} shows single calls.
 *
 * <pre>java -jar benchmarks.jar Growth -p allocator=glibc,jemalloc -p growth=string,vector -p finalSize=65536,1048576</pre>
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Growth extends Steady {
    /** Vectors of a call; copying makes each take microseconds. */
    static final int BATCH = 500;

    /** What grows: one of {@link Grown}, which says with how many bytes it begins. */
    @Param({"string", "vector"})
    public String growth = "vector";

    /** Bytes at which it is dropped, from those it begins with to 2^30. */
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

    /** So many vectors that have grown to their final size. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long grow(Worker worker) {
        return worker.run(BATCH);
    }

    /** What grows by doubling. */
    enum Grown {
        /** Bytes, from the eight that Rust begins with. */
        STRING(8),
        /** Entries of 24 bytes, four at first: the vectors of the measured service. */
        VECTOR(96);

        /** Bytes of the first allocation. */
        final long first;

        Grown(long first) {
            this.first = first;
        }

        /** @throws EbbException when there is none of that name */
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
