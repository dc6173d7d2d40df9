// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * What a run came to.
 *
 * @param results the rows of which at least one fork gave a result, in JMH's order
 * @param failures the forks that gave none
 * @param stopped whether the run was interrupted before its last fork
 */
public record RunReport(List<RunResult> results, List<ForkOutcome> failures, boolean stopped) {
    public RunReport {
        results = List.copyOf(results);
        failures = List.copyOf(failures);
    }

    /** The results as JMH writes them in this format. */
    public byte[] as(ResultFormatType format) {
        return bytes(format, results);
    }

    /** The text that JMH writes for results, as UTF-8. */
    static byte[] bytes(ResultFormatType format, Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(format, out).writeOut(results);
        }
        return bytes.toByteArray();
    }
}
