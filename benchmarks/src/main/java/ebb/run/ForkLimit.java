// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.cgroup.Cgroup;
import ebb.cgroup.CgroupLimit;
import ebb.cgroup.MemoryCgroups;
import ebb.residency.KernelFiles.MemInfo;
import ebb.results.Metric;
import ebb.results.OomKill;
import ebb.results.RowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * The memory limit of one fork: a cgroup that it joins before it becomes a JVM, and a file for its timeline, which
 * outlives it.
 */
final class ForkLimit implements AutoCloseable {
    private static final double MIB = 1 << 20;
    private static final double MICROSECONDS = 1e6;

    private final ForkPlan plan;
    private final long bytes;
    private final @Nullable Cgroup cgroup;
    private final Path timeline;

    private ForkLimit(ForkPlan plan, long bytes, @Nullable Cgroup cgroup, Path timeline) {
        this.plan = plan;
        this.bytes = bytes;
        this.cgroup = cgroup;
        this.timeline = timeline;
    }

    /**
     * That of a fork, where its row has one.
     *
     * @param proof the file for the fork's proof: the timeline lies beside it
     * @throws EbbException where it cannot be set
     */
    static ForkLimit of(ForkPlan plan, Path proof) {
        Path timeline =
                proof.resolveSibling(proof.getFileName().toString().replaceFirst("\\.proof$", "") + ".timeline");
        OptionalLong limit = bytes(plan.row());
        if (limit.isEmpty()) {
            return new ForkLimit(plan, 0, null, timeline);
        }
        try {
            Files.write(timeline, new byte[0]);
        } catch (IOException e) {
            throw new EbbException(timeline + " cannot be written (" + Problem.of(e) + ").");
        }
        Cgroup cgroup = MemoryCgroups.open().make(limit.getAsLong());
        HighMark.set(plan.row(), cgroup);
        return new ForkLimit(plan, limit.getAsLong(), cgroup, timeline);
    }

    /**
     * Refuses limits that are none, and those that nobody can set here.
     *
     * @throws EbbException with what is wrong
     */
    static void check(List<Row> rows) {
        check(rows, MemInfo.read(), CgroupLimit.read());
        if (rows.stream().anyMatch(row -> bytes(row).isPresent())) {
            MemoryCgroups.open();
        }
        HighMark.check(rows);
    }

    static void check(List<Row> rows, MemInfo machine, Optional<CgroupLimit> container) {
        for (Row row : rows) {
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

    /** Empty where a row has no limit. */
    private static OptionalLong bytes(Row row) {
        String value = row.param(RowKey.LIMIT);
        if (value == null || value.equals(RowKey.NO_LIMIT)) {
            return OptionalLong.empty();
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new EbbException("-p limit=" + value + " is neither " + RowKey.NO_LIMIT
                    + " nor a whole number of MiB, as in limit=600.");
        }
        return OptionalLong.of(Long.parseLong(value) << 20);
    }

    /** The words before the fork's command. */
    List<String> before() {
        if (cgroup == null) {
            return List.of();
        }
        List<String> words = new ArrayList<>(List.of("env", "EBB_TIMELINE=" + timeline));
        words.addAll(cgroup.joining());
        return words;
    }

    /**
     * Why a fork without a result has none: whether its limit is the reason.
     *
     * @throws EbbException where the kernel does not tell
     */
    ForkOutcome judge(ForkOutcome failed) {
        if (cgroup == null) {
            return failed;
        }
        return cgroup.oomKills() > 0
                ? ForkOutcome.killed(plan, OomKill.of(plan.row().key(), plan.fork(), plan.warmup(), bytes, timeline))
                : ForkOutcome.failed(
                        plan, failed.failure() + " Its limit did not end it: its cgroup counts no oom_kill.");
    }

    /** To the result of a fork that has survived: how much of its limit it took. */
    void addTo(RunResult result) {
        if (cgroup != null) {
            cgroup.peak().ifPresent(bytes -> Metric.LIMIT_PEAK.at(bytes / MIB).addTo(result));
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

    /** Once the fork has ended. */
    @Override
    public void close() {
        if (cgroup != null) {
            cgroup.close();
        }
        try {
            Files.deleteIfExists(timeline);
        } catch (IOException e) {
            return; // it is small, and is overwritten when the fork runs again
        }
    }
}
