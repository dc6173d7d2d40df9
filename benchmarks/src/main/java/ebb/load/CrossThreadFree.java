// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.shim.NativeKernel.KernelCount;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import java.util.EnumMap;
import java.util.Map;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.infra.Control;

/**
 * How fast blocks go from threads that allocate them to others that free them.
 *
 * <p>Models producers and consumers: some threads allocate and write, others free, over a bounded lock-free ring; the
 * slower side sets the score. An allocator that returns a block to the thread or arena it came from pays for it here.
 *
 * <p>Which allocator is ahead depends on how blocks are handed over. One at a time ({@code handover=1}), both sides use the
 * same blocks within microseconds: cache lines of the ring and the blocks move between cores, which costs more than most
 * allocators do. Thousands at a time ({@code handover=4096}), each side works on its own, and the score shows how an
 * allocator takes back what another thread frees. So does xmalloc-test of mimalloc-bench ({@code -tg 2,2 -p sizes=64 -p
 * handover=4096}), whose order of seven allocators this reproduces with a rank correlation of 0.96. {@code ring} is how far
 * one side may be ahead: the more blocks are in flight, the fewer are in the caches.
 *
 * <p>The score is pairs of malloc and free: an allocation is half a pair and so is a free, hence the halves in the lines
 * {@code allocate} and {@code free}. Reported with it are {@code allocated} and {@code freed} blocks per unit of time,
 * {@code waitsFull} and {@code waitsEmpty}, how often a side found the ring full or empty, and {@code missed}, the
 * operations skipped because the other side did nothing for 100 ms: unless it is 0 the score is too high.
 *
 * <p>It cannot show the allocator's cost alone: the time that one side waits for the other is in the score. With fewer
 * cores than threads the sides take turns: then it measures the freeing of blocks that another thread allocated, but not
 * at the same time.
 *
 * <pre>java -jar benchmarks.jar CrossThreadFree -p allocator=glibc,jemalloc -tg 2,2 -p handover=1,4096</pre>
 */
@State(Scope.Group)
public class CrossThreadFree extends Steady {
    static final int BATCH = 10_000;
    private static final int PAIRS = BATCH / 2;

    /** As {@link Sizes#find} takes it: a distribution's name, bytes, or the path of a histogram file. */
    @Param("small")
    public String sizes = "small";

    /** Blocks that are handed over together, 1 to 1e6. */
    @Param({"1", "4096"})
    public int handover = 1;

    /** The most blocks in flight in a group, {@link #handover} to 1e7. */
    @Param("409600")
    public int ring = 409_600;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        Preflight.startReleaserAndProve();
        start(KernelKind.CROSS_THREAD_FREE, fields(params, ring, handover), Sizes.find(sizes));
    }

    /** Of a kernel that two groups of threads drive, {@code allocate} and {@code free}. */
    static Map<KernelField, Long> fields(BenchmarkParams params, int ring, int handover) {
        Map<KernelField, Long> fields = new EnumMap<>(KernelField.class);
        fields.put(KernelField.THREADS, threads(params, "allocate"));
        fields.put(KernelField.FREERS, threads(params, "free"));
        fields.put(KernelField.RING, (long) ring);
        fields.put(KernelField.HANDOVER, (long) handover);
        return fields;
    }

    @Benchmark
    @Group("exchange")
    @GroupThreads(1)
    @OperationsPerInvocation(PAIRS)
    public void allocate(Producer producer, Rates rates, Waits waits, Control control) {
        long made = producer.run(BATCH);
        long full = producer.since(KernelCount.WAITS_FULL);
        if (isMeasured(control)) {
            rates.allocated += made;
            waits.waitsFull += full;
            waits.missed += BATCH - made;
        }
    }

    @Benchmark
    @Group("exchange")
    @GroupThreads(1)
    @OperationsPerInvocation(PAIRS)
    public void free(Consumer consumer, Rates rates, Waits waits, Control control) {
        long made = consumer.run(BATCH);
        long empty = consumer.since(KernelCount.WAITS_EMPTY);
        if (isMeasured(control)) {
            rates.freed += made;
            waits.waitsEmpty += empty;
            waits.missed += BATCH - made;
        }
    }

    /** While threads wait for each other at an iteration's ends JMH counts operations, but not their time. */
    private static boolean isMeasured(Control control) {
        return control.startMeasurement && !control.stopMeasurement;
    }

    /** Blocks per unit of time. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Rates {
        public long allocated;
        public long freed;
    }

    /** Events of an iteration, summed over all threads. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Waits {
        public long waitsFull;
        public long waitsEmpty;
        public long missed;
    }

    /** A thread that allocates. */
    @State(Scope.Thread)
    public static class Producer extends Caller {
        @Setup(Level.Trial)
        public void join(CrossThreadFree shared) {
            join(shared, KernelRole.ALLOCATES);
        }
    }

    /** A thread that frees. */
    @State(Scope.Thread)
    public static class Consumer extends Caller {
        @Setup(Level.Trial)
        public void join(CrossThreadFree shared) {
            join(shared, KernelRole.FREES_ONLY);
        }
    }
}
