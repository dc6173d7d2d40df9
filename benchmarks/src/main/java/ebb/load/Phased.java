// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.results.RowKey;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What the benchmarks of a burst share: how JMH runs them, the allocator, and the phases around the burst. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Threads(1)
public abstract class Phased {
    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    /** Transparent huge pages of the fork alone: host, never, madvise, always; see docs/kernel.md. */
    @Param(RowKey.HOST_THP)
    public String thp = RowKey.HOST_THP;

    private @Nullable PhasedLoad load;

    /** What runs, at rest and with its base taken. */
    abstract PhasedLoad open(BenchmarkParams params);

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        load = open(params);
    }

    /** The bursts before the last, which is the one measured. */
    @Setup(Level.Iteration)
    public void precede() {
        load().precede();
    }

    @Benchmark
    public void burst() {
        load().run();
    }

    @TearDown(Level.Iteration)
    public void rest() {
        load().rest();
    }

    @TearDown(Level.Trial)
    public void end() {
        load().close();
    }

    private PhasedLoad load() {
        return Objects.requireNonNull(load, "set up by start");
    }
}
