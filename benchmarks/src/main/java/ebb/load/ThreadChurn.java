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
 * How fast blocks are allocated and freed by threads that end and leave theirs to others.
 *
 * <p>Models a server that takes a thread for each connection (Larson and Krishnan, "Memory allocation for long-running
 * server applications", 1998): a thread works as those of {@link Interleaved} do, and ends after its lifetime; the next
 * one takes over its blocks and frees them as its own. An allocator that keeps blocks with the thread that allocated
 * them has to find new owners for them. The score is pairs of malloc and free; starting a thread and ending it is part
 * of them.
 *
 * <p>The shorter a thread lives, the more of the score is its start and end, and what an allocator sets up for a thread;
 * the longer, the more it shows how fast blocks that another thread allocated are freed and reused. With larson's own
 * parameters ({@code -t 2 -p sizes=8-1000 -p blocks=5000 -p lifetime=500000}) it has the order of seven allocators that
 * mimalloc-bench's larson gives, with a rank correlation of 0.89; with those below it has another.
 *
 * <p>It cannot show the cost of a thread's start apart from the allocator's: a shorter lifetime raises both.
 *
 * <pre>java -jar benchmarks.jar ThreadChurn -p allocator=glibc,jemalloc -p lifetime=1000,100000 -t 2</pre>
 */
@State(Scope.Benchmark)
public class ThreadChurn extends Steady {
    /** As {@link Interleaved} has; a thread outlives a batch where its lifetime is longer. */
    static final int BATCH = 10_000;

    /** As {@link Sizes#find} takes it: a distribution's name, bytes, or the path of a histogram file. */
    @Param("small")
    public String sizes = "small";

    /** Live blocks that are handed on, for each of the threads of {@code -t}, 1 to 1e7. */
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

    /** One batch of operations, by threads in C that the calling one starts and waits for. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long serve(Worker worker) {
        return worker.run(BATCH);
    }

    /** A thread that starts others, one after the other. */
    @State(Scope.Thread)
    public static class Worker extends Caller {
        @Setup(Level.Trial)
        public void join(ThreadChurn shared) {
            join(shared, KernelRole.ALLOCATES);
        }
    }
}
