// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.results.RunFolder;
import ebb.service.Services;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

/**
 * What stays resident after a burst of a program of the user's own, which stays as it is.
 *
 * <p>The service runs as processes of its own on the fork's allocator; the fork's JVM, on the C library's, starts it,
 * waits until it is ready, makes the burst by a command, and looks on. Each fork is a fresh start. The score is the length
 * of the burst; residency is of all processes together.
 *
 * <p>It cannot show how much of what stays the program still holds itself.
 *
 * <pre>java -jar benchmarks.jar Service --services shop.toml -p service=shop -p allocator=glibc,jemalloc -f 5</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Threads(1)
@Fork(
        value = 3,
        jvmArgsPrepend = {"-Xmx64m", Steady.SERIAL_GC, Steady.NO_PERF_DATA, "-XX:TieredStopAtLevel=1"})
public class Service {
    /** An entry of the catalog, or the path of a library. */
    @Param("glibc")
    public String allocator = "glibc";

    /** One of {@code --services FILE.toml}; all of them where none is named, whatever JMH says of a default. */
    @Param("NAME")
    public String service = "NAME";

    private @Nullable ServiceLoad load;

    @Setup(Level.Trial)
    public void start(BenchmarkParams params) {
        ForkAssignment assignment = ForkAssignment.ofThisProcess()
                .orElseThrow(() -> new EbbException("This fork was not started by Ebb, so nobody knows which service it"
                        + " should start; start it with java -jar benchmarks.jar, and without -f 0."));
        if (params.getThreads() != 1) {
            throw new EbbException("Service is loaded by its burst's command and called by one thread: leave out -t "
                    + params.getThreads() + " and let the command make more requests.");
        }
        Services services = Services.load(List.of(assignment.run().resolve(RunFolder.SERVICES)));
        load = ServiceLoad.start(services.find(service), assignment);
    }

    /** The bursts before the last, which is the one measured. */
    @Setup(Level.Iteration)
    public void precede() {
        load().precede();
    }

    /** One burst: from the start of its command to its end. */
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

    private ServiceLoad load() {
        return Objects.requireNonNull(load, "set up by start");
    }
}
