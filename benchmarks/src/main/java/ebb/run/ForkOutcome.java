// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import java.util.Map;
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
    private static final int SIGNAL_BASE = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "crashed (signal 4, illegal instruction)",
            6, "aborted (signal 6), often by an allocator that found its heap damaged",
            7, "crashed (signal 7, bus error)",
            9, "was killed (signal 9), often by the kernel's out-of-memory killer",
            11, "crashed (signal 11, segmentation fault)",
            15, "was ended from outside (signal 15)");

    static ForkOutcome done(ForkPlan plan, RunResult result) {
        return new ForkOutcome(plan, result, null);
    }

    static ForkOutcome failed(ForkPlan plan, String failure) {
        return new ForkOutcome(plan, null, failure);
    }

    /**
     * The sentence about a fork that JMH gave up.
     *
     * @param thrown what JMH threw; the fork's own exceptions are its suppressed ones
     * @param exitCode of the fork; 0 where it is not known or was 0
     * @param lastWords a line of what the fork printed as it died, may be empty
     */
    static String sentence(Throwable thrown, int exitCode, String lastWords) {
        Throwable cause = first(thrown);
        if (cause instanceof EbbException) {
            return cause.toString();
        }
        if (exitCode == 0) {
            return "it failed with " + (cause == null ? thrown : cause) + ".";
        }
        return "it " + ended(exitCode) + (lastWords.isEmpty() ? "." : "; its output begins: " + lastWords);
    }

    private static String ended(int exitCode) {
        if (exitCode <= SIGNAL_BASE) {
            return "ended with exit code " + exitCode;
        }
        int signal = exitCode - SIGNAL_BASE;
        return SIGNALS.getOrDefault(signal, "was ended by signal " + signal);
    }

    /** An EbbException where there is one, else the first one thrown. */
    private static @Nullable Throwable first(Throwable thrown) {
        Throwable[] all = thrown.getSuppressed();
        for (Throwable one : all) {
            if (one instanceof EbbException) {
                return one;
            }
        }
        return all.length == 0 ? null : all[0];
    }
}
