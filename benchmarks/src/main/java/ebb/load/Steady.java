// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the steady loads have in common: how JMH runs them, and the allocator. */
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
public abstract class Steady extends Shared {
    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";
}
