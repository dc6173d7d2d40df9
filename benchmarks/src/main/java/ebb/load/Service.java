// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.results.RunFolder;
import ebb.service.Services;
import java.util.List;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
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
@Fork(
        value = 3,
        jvmArgsPrepend = {"-Xmx64m", Steady.SERIAL_GC, Steady.NO_PERF_DATA, "-XX:TieredStopAtLevel=1"})
public class Service extends Phased {
    /** One of {@code --services FILE.toml}; all of them where none is named, whatever JMH says of a default. */
    @Param("NAME")
    public String service = "NAME";

    @Override
    PhasedLoad open(BenchmarkParams params) {
        ForkAssignment assignment = ForkAssignment.ofThisProcess()
                .orElseThrow(() -> new EbbException("This fork was not started by Ebb, so nobody knows which service it"
                        + " should start; start it with java -jar benchmarks.jar, and without -f 0."));
        if (params.getThreads() != 1) {
            throw new EbbException("Service is loaded by its burst's command and called by one thread: leave out -t "
                    + params.getThreads() + " and let the command make more requests.");
        }
        Services services = Services.load(List.of(assignment.run().resolve(RunFolder.SERVICES)));
        return ServiceLoad.start(services.find(service), assignment);
    }
}
