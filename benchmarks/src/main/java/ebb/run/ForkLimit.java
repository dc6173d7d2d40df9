// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.cgroup.Cgroup;
import ebb.cgroup.CgroupLimit;
import ebb.cgroup.MemoryCgroups;
import ebb.residency.KernelFiles.MemInfo;
import ebb.results.Metric;
import ebb.results.NotSurvived;
import ebb.results.NotSurvived.TimeOut;
import ebb.results.RowKey;
import ebb.shim.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * The memory limit of one fork: a cgroup that it joins before it becomes a JVM, and a file for its timeline, which
 * outlives it. Of a service the cgroup has all its processes and nothing else, as a pod has it; the fork's JVM is not in it.
 */
final class ForkLimit implements AutoCloseable {
    private static final double MIB = 1 << 20;
    private static final Pattern SHARE = Pattern.compile("([1-9]\\d{0,2})%");
    private static final double MICROSECONDS = 1e6;

    private final ForkPlan plan;
    private final OptionalLong bytes;
    private final @Nullable Cgroup cgroup;
    private final Path timeline;
    private final Consumer<String> tell;

    ForkLimit(ForkPlan plan, OptionalLong bytes, @Nullable Cgroup cgroup, Path timeline, Consumer<String> tell) {
        this.plan = plan;
        this.bytes = bytes;
        this.cgroup = cgroup;
        this.timeline = timeline;
        this.tell = tell;
    }

    /**
     * That of a fork, where its row has one.
     *
     * @param proof the file for the fork's proof: the timeline lies beside it
     * @param counted whether a fork without a limit is in a cgroup too, which counts what it takes
     * @param unlimitedPeak MiB that the same row took without a limit, for a limit in per cent
     * @param tell gets the sentence where a cgroup is left
     * @throws EbbException where it cannot be set
     */
    static ForkLimit of(
            ForkPlan plan, Path proof, boolean counted, OptionalDouble unlimitedPeak, Consumer<String> tell) {
        Path timeline =
                proof.resolveSibling(proof.getFileName().toString().replaceFirst("\\.proof$", "") + ".timeline");
        OptionalLong limit = isShare(plan.row())
                ? OptionalLong.of(share(plan.row(), unlimitedPeak.orElseThrow()))
                : bytes(plan.row());
        if (limit.isEmpty()) {
            return new ForkLimit(plan, limit, counted ? MemoryCgroups.open().make() : null, timeline, tell);
        }
        try {
            Files.write(timeline, new byte[0]);
        } catch (IOException e) {
            throw new EbbException(timeline + " cannot be written (" + Problem.of(e) + ").");
        }
        Cgroup cgroup = MemoryCgroups.open().make(limit.getAsLong());
        HighMark.set(plan.row(), cgroup);
        return new ForkLimit(plan, limit, cgroup, timeline, tell);
    }

    /**
     * Refuses limits that are none, and those that nobody can set here.
     *
     * @throws EbbException with what is wrong
     */
    static void check(List<Row> rows) {
        check(rows, MemInfo.read(), CgroupLimit.read());
        if (rows.stream().anyMatch(row -> isShare(row) || bytes(row).isPresent())) {
            MemoryCgroups.open();
        }
        HighMark.check(rows);
    }

    static void check(List<Row> rows, MemInfo machine, Optional<CgroupLimit> container) {
        for (Row row : rows) {
            if (isShare(row)) {
                requireUnlimited(row, rows);
                continue;
            }
            long limit = bytes(row).orElse(0);
            if (limit > machine.total()) {
                throw new EbbException(String.format(
                        Locale.ROOT,
                        "-p limit=%.0f is more than this machine's %.0f MiB: it would limit nothing.",
                        limit / MIB,
                        machine.total() / MIB));
            }
            if (container.isPresent() && limit > container.get().limit()) {
                throw new EbbException(String.format(
                        Locale.ROOT,
                        "-p limit=%.0f is more than the limit of this container (%.0f MiB, cgroup %s), which would be"
                                + " met first.",
                        limit / MIB,
                        container.get().limit() / MIB,
                        container.get().directory()));
            }
        }
    }

    private static void requireUnlimited(Row share, List<Row> rows) {
        if (rows.stream().noneMatch(row -> row.key().equals(share.key().without(RowKey.LIMIT)))) {
            String value = share.param(RowKey.LIMIT);
            throw new EbbException("-p limit=" + value + " is a share of what the same row takes without a limit, which"
                    + " this run does not measure: give both, as in -p limit=" + RowKey.NO_LIMIT + "," + value + ".");
        }
    }

    /** Whether its limit is a share of what the same row takes without one, so that this has to run first. */
    static boolean isShare(Row row) {
        String value = row.param(RowKey.LIMIT);
        return value != null && SHARE.matcher(value).matches();
    }

    /** Whole MiB, at least one. */
    private static long share(Row row, double peak) {
        Matcher share = SHARE.matcher(String.valueOf(row.param(RowKey.LIMIT)));
        if (!share.matches()) {
            throw new IllegalStateException(row.label());
        }
        return Math.max(1, Math.round(Integer.parseInt(share.group(1)) / 100.0 * peak)) << 20;
    }

    /** Empty where a row has no limit. */
    private static OptionalLong bytes(Row row) {
        String value = row.param(RowKey.LIMIT);
        if (value == null || value.equals(RowKey.NO_LIMIT)) {
            return OptionalLong.empty();
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new EbbException("-p limit=" + value + " is neither " + RowKey.NO_LIMIT
                    + " nor a whole number of MiB, as in limit=600, or of per cent, as in limit=90%.");
        }
        return OptionalLong.of(Long.parseLong(value) << 20);
    }

    /** The words before the fork's command. */
    List<String> before() {
        List<String> words = new ArrayList<>();
        if (bytes.isPresent()) {
            words.addAll(List.of("env", Sampler.FILE + "=" + timeline));
        }
        if (cgroup != null && !plan.row().isOfService()) {
            words.addAll(Cgroup.joining(cgroup.folder()));
        }
        return words;
    }

    /** More options of its JVM. */
    List<String> options() {
        return cgroup != null && plan.row().isOfService() ? List.of(ForkAssignment.cgroup(cgroup.folder())) : List.of();
    }

    /**
     * What the cgroup makes of a fork's outcome: whether its limit is the reason that it has no result, or has one though
     * a process of its service was killed. One whose time has run out while its cgroup was at its limit has not survived
     * it either: the kernel takes pages that are in use, and reads them again.
     *
     * @throws EbbException where the kernel does not tell
     */
    ForkOutcome judge(ForkOutcome outcome) {
        if (cgroup == null || bytes.isEmpty()) {
            return measured(outcome);
        }
        boolean killed = cgroup.oomKills() > 0;
        OptionalLong hits = cgroup.hits();
        // The machine, or a cgroup above, may lack memory too, and the kernel counts that kill here as well.
        if (killed && cgroup.shortages() > 0) {
            return notSurvived(null);
        }
        String failure = outcome.failure();
        if (outcome.timeOut() && failure != null && hits.orElse(0) > 0) {
            return notSurvived(new TimeOut(failure, hits.getAsLong()));
        }
        return failure == null
                ? measured(outcome)
                : ForkOutcome.failed(
                        plan,
                        failure + " Its limit did not end it: its cgroup "
                                + (killed
                                        ? "never lacked memory at it."
                                        : outcome.timeOut() && hits.isPresent()
                                                ? "was never at it."
                                                : "counts no oom_kill."));
    }

    private ForkOutcome notSurvived(@Nullable TimeOut timeOut) {
        return ForkOutcome.notSurvived(
                plan,
                NotSurvived.of(plan.row().key(), plan.fork(), plan.warmup(), bytes.orElseThrow(), timeline, timeOut));
    }

    /** With how much of its limit it took, where it has a result. */
    private ForkOutcome measured(ForkOutcome outcome) {
        RunResult result = outcome.result();
        if (cgroup != null && result != null) {
            cgroup.peak().ifPresent(peak -> Metric.LIMIT_PEAK.at(peak / MIB).addTo(result));
            if (bytes.isPresent()) {
                Metric.LIMIT_SET.at(bytes.getAsLong() / MIB).addTo(result);
                cgroup.hits().ifPresent(hits -> Metric.LIMIT_HITS.at(hits).addTo(result));
                cgroup.majorFaults()
                        .ifPresent(faults -> Metric.FAULTS_MAJOR.at(faults).addTo(result));
                cgroup.overHigh().ifPresent(times -> Metric.LIMIT_HIGH.at(times).addTo(result));
                cgroup.pressure().ifPresent(waited -> {
                    Metric.PRESSURE_SOME.at(waited.some() / MICROSECONDS).addTo(result);
                    Metric.PRESSURE_FULL.at(waited.full() / MICROSECONDS).addTo(result);
                });
            }
        }
        return outcome;
    }

    /** Once the fork has ended: what it gave is kept, also where its cgroup cannot be removed. */
    @Override
    public void close() {
        try {
            if (cgroup != null) {
                cgroup.close();
            }
        } catch (EbbException e) {
            tell.accept(e.toString());
        }
        try {
            Files.deleteIfExists(timeline);
        } catch (IOException e) {
            return; // it is small, and is overwritten when the fork runs again
        }
    }
}
