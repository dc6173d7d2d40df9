// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.RunFolder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * What became of a fork: a result, or one sentence that says why there is none.
 *
 * @param result null exactly where the fork failed
 * @param failure the sentence, without the fork's name; null exactly where there is a result
 */
public record ForkOutcome(
        ForkPlan plan, @Nullable RunResult result, @Nullable String failure) {
    static ForkOutcome done(ForkPlan plan, RunResult result) {
        return new ForkOutcome(plan, result, null);
    }

    static ForkOutcome failed(ForkPlan plan, String failure) {
        return new ForkOutcome(plan, null, failure);
    }

    /** As it is kept, of a fork that failed. */
    RunFolder.Failure asFailure() {
        return new RunFolder.Failure(plan.row().key(), plan.fork(), plan.warmup(), String.valueOf(failure));
    }
}
