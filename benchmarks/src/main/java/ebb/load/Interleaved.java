// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How fast blocks of many sizes are allocated and freed in random order.
 *
 * <p>Models a program in its steady state: each thread keeps a working set, and an operation frees a random block of it
 * and allocates another in its place, whose first and last bytes are written. With 1,000 blocks the working set fits the
 * caches, with 100,000 it does not. The score is pairs of malloc and free, summed over the threads of {@code -t}.
 *
 * <p>It cannot show the cost of freeing another thread's block ({@link CrossThreadFree}), nor a heap that shrinks: the
 * number of live blocks is constant.
 *
 * <pre>java -jar benchmarks.jar Interleaved -p allocator=glibc,jemalloc -p sizes=small,article -t 2</pre>
 */
@State(Scope.Benchmark)
public class Interleaved extends Steady {
    /** This many pairs take 80 us on the floor allocator, of which the call from Java, about 90 ns, is a thousandth. */
    static final int BATCH = 10_000;

    /** As {@link Sizes#find} takes it: a distribution's name, bytes, or the path of a histogram file. */
    @Param("small")
    public String sizes = "small";

    /** Live blocks of each thread, 1 to 1e7. */
    @Param({"1000", "100000"})
    public int blocks = 1000;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        Preflight.startReleaserAndProve();
        start(
                KernelKind.INTERLEAVED,
                Map.of(KernelField.THREADS, (long) params.getThreads(), KernelField.BLOCKS, (long) blocks),
                Sizes.find(sizes));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long replace(Worker worker) {
        return worker.run(BATCH);
    }

    /** A thread with its working set. */
    @State(Scope.Thread)
    public static class Worker extends Caller {
        @Setup(Level.Trial)
        public void join(Interleaved shared) {
            join(shared, KernelRole.ALLOCATES);
        }
    }
}
