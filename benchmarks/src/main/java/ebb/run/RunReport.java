// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * What a run came to.
 *
 * @param results the rows of which at least one fork gave a result, in JMH's order
 * @param failures the forks that gave none
 * @param stopped whether the run was interrupted before its last fork
 */
public record RunReport(List<RunResult> results, List<ForkOutcome> failures, boolean stopped) {

    /** The results as JMH writes them in this format. */
    public byte[] as(ResultFormatType format) {
        return Results.bytes(format, results);
    }
}
