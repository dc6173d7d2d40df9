// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.results.Shard;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of --shard. The environment is asked only where the value names the scheduler: a variable alone, such as one
 * that a job's step has inherited, never makes a run a part of one.
 */
final class ShardOption {
    private static final String SLURM = "slurm";
    private static final String KUBERNETES = "kubernetes";
    private static final int MOST = 10_000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,5}|" + KUBERNETES + ")/(\\d{1,5})");

    private ShardOption() {}

    /** @throws EbbException where it is none of the forms */
    static void check(String value) {
        if (!value.equals(SLURM) && !FORM.matcher(value).matches()) {
            throw new EbbException(
                    "--shard " + value + " is not K/N, as in 2/4, nor " + SLURM + ", nor " + KUBERNETES + "/N.");
        }
    }

    /**
     * @param environment of this process
     * @throws EbbException where there is no such shard, or the scheduler does not say which one it is
     */
    static Shard of(String value, Map<String, String> environment) {
        if (value.equals(SLURM)) {
            return ofSlurm(environment);
        }
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            throw new IllegalStateException(value);
        }
        int of = Integer.parseInt(form.group(2));
        int number = form.group(1).equals(KUBERNETES)
                ? number(value, environment, "JOB_COMPLETION_INDEX") + 1
                : Integer.parseInt(form.group(1));
        return checked(value, number, of);
    }

    /** An array may begin at any number and have steps, but no gaps: those could not be told from lost tasks. */
    private static Shard ofSlurm(Map<String, String> environment) {
        int id = number(SLURM, environment, "SLURM_ARRAY_TASK_ID");
        int count = number(SLURM, environment, "SLURM_ARRAY_TASK_COUNT");
        int least = number(SLURM, environment, "SLURM_ARRAY_TASK_MIN");
        int most = number(SLURM, environment, "SLURM_ARRAY_TASK_MAX");
        int step = count > 1 ? (most - least) / (count - 1) : 1;
        if (step < 1 || least + step * (count - 1) != most || (id - least) % step != 0) {
            throw new EbbException(
                    "--shard slurm needs an array of evenly spaced numbers, as --array=1-4, and this one has " + count
                            + " from " + least + " to " + most + ": give --shard K/N.");
        }
        return checked(SLURM, (id - least) / step + 1, count);
    }

    private static Shard checked(String value, int number, int of) {
        if (of < 1 || of > MOST || number < 1 || number > of) {
            throw new EbbException("--shard " + value + " is shard " + number + " of " + of
                    + ": shards are counted from 1 to N, and N is at most " + MOST + ".");
        }
        return new Shard(number, of);
    }

    private static int number(String value, Map<String, String> environment, String variable) {
        String text = environment.get(variable);
        if (text == null || !text.matches("\\d{1,9}")) {
            throw new EbbException("--shard " + value + " reads " + variable + ", which is "
                    + (text == null ? "not set" : "'" + text + "'")
                    + ": start it from such a job, or give --shard K/N.");
        }
        return Integer.parseInt(text);
    }
}
