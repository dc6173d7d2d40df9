// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.results.NotSurvived;
import ebb.results.RunFolder;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * The outcome of a fork, one of three: a result, that it did not survive its memory limit, or one sentence that says why
 * there is neither.
 *
 * @param failure the sentence, without the fork's name
 * @param timeOut whether what failed is that something did not end, or begin, in its time
 */
public record ForkOutcome(
        ForkPlan plan,
        @Nullable RunResult result,
        @Nullable NotSurvived notSurvived,
        @Nullable String failure,
        boolean timeOut) {
    private static final int SIGNAL_BASE = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "crashed (signal 4, illegal instruction)",
            6, "aborted (signal 6), often by an allocator that found its heap damaged",
            7, "crashed (signal 7, bus error)",
            9, "was killed (signal 9), often by the kernel's out-of-memory killer",
            11, "crashed (signal 11, segmentation fault)",
            15, "was ended from outside (signal 15)");

    static ForkOutcome done(ForkPlan plan, RunResult result) {
        return new ForkOutcome(plan, result, null, null, false);
    }

    static ForkOutcome notSurvived(ForkPlan plan, NotSurvived why) {
        return new ForkOutcome(plan, null, why, null, false);
    }

    static ForkOutcome failed(ForkPlan plan, String failure) {
        return new ForkOutcome(plan, null, null, failure, false);
    }

    /** Failed, and that is why. */
    static ForkOutcome timedOut(ForkPlan plan, String failure) {
        return new ForkOutcome(plan, null, null, failure, true);
    }

    /** Of a fork that JMH gave up. */
    static ForkOutcome failed(ForkPlan plan, Throwable thrown, ForkOutput output) {
        String failure = sentence(thrown, output);
        return EbbException.in(thrown).filter(EbbException::isTimeOut).isPresent()
                ? timedOut(plan, failure)
                : failed(plan, failure);
    }

    /**
     * The sentence about a fork that JMH gave up.
     *
     * @param thrown by JMH; its suppressed exceptions are the fork's own
     */
    static String sentence(Throwable thrown, ForkOutput output) {
        String sentence = sentence(thrown, output.exitCode(), output.lastWords(), output.crashed());
        return output.notPreloaded()
                .map(why -> sentence.replaceFirst("\\.$", "") + " (ld.so: " + why + ").")
                .orElse(sentence);
    }

    /**
     * The same.
     *
     * @param exitCode of the fork; 0 also where it is not known
     * @param lastWords a line that the fork printed as it died; may be empty
     */
    static String sentence(Throwable thrown, int exitCode, String lastWords, boolean crashed) {
        Optional<EbbException> own = EbbException.in(thrown);
        if (own.isPresent()) {
            return own.get().toString();
        }
        if (exitCode == 0) {
            Throwable[] all = thrown.getSuppressed();
            return "it failed with " + (all.length == 0 ? thrown : all[0]) + ".";
        }
        if (crashed) {
            return "its JVM crashed: " + lastWords + ".";
        }
        return "it " + ended(exitCode) + (lastWords.isEmpty() ? "." : "; its output begins: " + lastWords);
    }

    /** The sentence about a fork whose allocator complained about its settings. */
    static String complained(String line) {
        return "its allocator does not take the settings that it was given: \"" + line
                + "\"; correct 'environment' in the catalog.";
    }

    private static String ended(int exitCode) {
        if (exitCode <= SIGNAL_BASE) {
            return "ended with exit code " + exitCode;
        }
        int signal = exitCode - SIGNAL_BASE;
        return SIGNALS.getOrDefault(signal, "was ended by signal " + signal);
    }

    RunFolder.Failure asFailure() {
        return new RunFolder.Failure(plan.row().key(), plan.fork(), plan.warmup(), String.valueOf(failure));
    }
}
