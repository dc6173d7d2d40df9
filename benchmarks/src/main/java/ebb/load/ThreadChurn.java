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
 * How fast blocks are allocated and freed by threads that end and leave their blocks to others.
 *
 * <p>Models a server with a thread for each connection (Larson and Krishnan, "Memory allocation for long-running server
 * applications", 1998): a thread works like those of {@link Interleaved}, and ends after its lifetime; the next one takes
 * over its blocks and frees them. An allocator that keeps blocks with the thread that allocated them has to find new owners
 * for them. The score is pairs of malloc and free, and includes starting and ending threads.
 *
 * <p>The shorter a thread lives, the more of the score is its start and end, with what the allocator sets up for a thread;
 * the longer, the more it shows how fast blocks of another thread are freed and reused. With larson's own parameters
 * ({@code -t 2 -p sizes=8-1000 -p blocks=5000 -p lifetime=500000}) it reproduces the order of seven allocators in
 * mimalloc-bench's larson with a rank correlation of 0.89; with those below the order is another.
 *
 * <p>It cannot separate the cost of a thread's start from the allocator's: a shorter lifetime raises both.
 *
 * <pre>java -jar benchmarks.jar ThreadChurn -p allocator=glibc,jemalloc -p lifetime=1000,100000 -t 2</pre>
 */
@State(Scope.Benchmark)
public class ThreadChurn extends Steady {
    /** As for {@link Interleaved}; a thread whose lifetime is longer outlives a batch. */
    static final int BATCH = 10_000;

    /** As {@link Sizes#find} takes it: a distribution's name, bytes, or the path of a histogram file. */
    @Param("small")
    public String sizes = "small";

    /** Live blocks that are handed on, for each thread of {@code -t}, 1 to 1e7. */
    @Param("1000")
    public int blocks = 1000;

    /** Operations of a thread before it ends, 1 to 1e9. */
    @Param("10000")
    public int lifetime = 10_000;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        Preflight.startReleaserAndProve();
        start(
                KernelKind.THREAD_CHURN,
                Map.of(
                        KernelField.THREADS, (long) params.getThreads(),
                        KernelField.BLOCKS, (long) blocks,
                        KernelField.LIFETIME, (long) lifetime),
                Sizes.find(sizes));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long serve(Worker worker) {
        return worker.run(BATCH);
    }

    /** A thread that starts others in C, one after the other, and waits for them. */
    @State(Scope.Thread)
    public static class Worker extends Caller {
        @Setup(Level.Trial)
        public void join(ThreadChurn shared) {
            join(shared, KernelRole.ALLOCATES);
        }
    }
}
