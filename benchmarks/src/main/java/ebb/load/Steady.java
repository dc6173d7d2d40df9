// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.results.RowKey;
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

/** What all steady loads share: how JMH runs them, and the allocator. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsPrepend = {
            Steady.LEAST_HEAP,
            Steady.MOST_HEAP,
            Steady.TOUCHED,
            Steady.SERIAL_GC,
            Steady.NO_PERF_DATA,
            "-XX:CICompilerCount=2"
        })
public abstract class Steady extends SteadyLoad {
    // The JVM flags of every fork; one constant each, since annotations cannot share an array. With them RSS varied
    // least
    // between forks: by 0.21 MiB, and by 14.9 MiB with the default flags.
    static final String LEAST_HEAP = "-Xms128m";
    static final String MOST_HEAP = "-Xmx128m";
    static final String TOUCHED = "-XX:+AlwaysPreTouch";
    static final String SERIAL_GC = "-XX:+UseSerialGC";
    static final String NO_PERF_DATA = "-XX:-UsePerfData";

    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    /** Transparent huge pages of the fork alone: host, never, madvise, always; see docs/kernel.md. */
    @Param(RowKey.HOST_THP)
    public String thp = RowKey.HOST_THP;
}
