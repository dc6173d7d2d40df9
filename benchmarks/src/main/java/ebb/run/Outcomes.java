// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Proven;
import ebb.results.Environment;
import ebb.results.Metric;
import ebb.results.NotSurvived;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.results.UsedAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;

/** What the forks of a run gave, in memory and in the run's folder; one thread at a time. */
final class Outcomes {
    private final RunFolder folder;
    private final KeptForks kept;
    private final List<ForkPlan> forks;
    private final Others start = Others.upToNow();
    private final List<ForkOutcome> failures = new ArrayList<>();

    /** By the fork's index in the list. */
    private final Map<Integer, RunResult> results = new TreeMap<>();

    private final Map<Integer, NotSurvived> kills = new TreeMap<>();

    /**
     * Reads what the folder has of these forks.
     *
     * @param forks in the order of their starts
     * @throws ebb.base.EbbException if a fork's file is damaged
     */
    Outcomes(RunFolder folder, List<ForkPlan> forks) {
        this.folder = folder;
        this.kept = new KeptForks(folder);
        this.forks = forks;
        for (int i = 0; i < forks.size(); i++) {
            int place = i;
            kept.find(place + 1, forks.get(place)).ifPresent(result -> results.put(place, result));
            kept.kill(place + 1, forks.get(place)).ifPresent(kill -> kills.put(place, kill));
        }
    }

    /** The results so far, by the fork's place. */
    Map<Integer, RunResult> results() {
        return results;
    }

    /** The places of all that need not run again. */
    Set<Integer> done() {
        Set<Integer> places = new TreeSet<>(results.keySet());
        places.addAll(kills.keySet());
        return places;
    }

    List<NotSurvived> kills() {
        return List.copyOf(kills.values());
    }

    List<ForkOutcome> failures() {
        return failures;
    }

    /** MiB that the first fork of a row was charged at most, where its cgroup has told; others may take another time. */
    OptionalDouble peakOf(RowKey row) {
        String peak = Metric.LIMIT_PEAK.label();
        for (Map.Entry<Integer, RunResult> done : results.entrySet()) {
            RunResult result = done.getValue();
            if (forks.get(done.getKey()).row().key().equals(row)
                    && result.getSecondaryResults().containsKey(peak)) {
                return OptionalDouble.of(
                        Objects.requireNonNull(result.getSecondaryResults().get(peak), peak)
                                .getScore());
            }
        }
        return OptionalDouble.empty();
    }

    /** The file to which a fork writes what it has proven. */
    Path proof(int place) {
        return kept.proof(place + 1, forks.get(place));
    }

    /** Adds one that has just ended. */
    void add(ForkOutcome outcome, int place) {
        RunResult result = outcome.result();
        if (outcome.notSurvived() != null) {
            kept.keep(place + 1, outcome.plan(), outcome.notSurvived());
            kills.put(place, outcome.notSurvived());
        } else if (result == null) {
            failures.add(outcome);
            writeFailures(); // at once, as the run may be killed
        } else {
            kept.keep(place + 1, outcome.plan(), result);
            results.put(place, result);
        }
    }

    /** The rows of which at least one fork gave a result. */
    List<MergedRow> rows() {
        return MergedRow.of(forks, results);
    }

    /**
     * The same files for the same forks, whether the run was interrupted or not.
     *
     * @param rounds whether they ran in rounds
     */
    void write(boolean rounds) {
        List<MergedRow> rows = rows();
        if (rounds) {
            folder.writeRounds(rows.stream().map(MergedRow::roundsOfForks).toList());
        }
        folder.write(
                RunFolder.RESULT,
                Run.Report.bytes(
                        ResultFormatType.JSON,
                        rows.stream().map(MergedRow::result).toList()));
        writeFailures();
        if (!kills.isEmpty()) {
            folder.writeKills(kills());
        }
        Environment environment = folder.environment();
        Others.Cores others = Others.upToNow().coresSince(start);
        List<String> busy = Warnings.ofAll(others, environment.machine().cores());
        folder.write(environment.ended(others.all(), others.stolen(), busy, this::proven));
    }

    private UsedAllocator proven(UsedAllocator allocator) {
        return done().stream()
                .filter(place -> allocator.id().equals(forks.get(place).row().param(RowKey.ALLOCATOR)))
                .flatMap(place -> kept.proven(place + 1, forks.get(place)).stream())
                .reduce(Proven::and)
                .map(proven -> proven.tell(allocator))
                .orElse(allocator);
    }

    private void writeFailures() {
        folder.writeFailures(failures.stream().map(ForkOutcome::asFailure).toList());
    }

    /**
     * For whoever interrupted the run; nothing of a step, whose search tells.
     *
     * @param planned its forks so far, with those of warm-up
     */
    String kept(int planned) {
        if (folder.isStep()) {
            return "";
        }
        if (Files.isDirectory(folder.path().resolve(RunFolder.STEPS))) {
            return "Interrupted: the forks that the search has made are kept in " + folder.path() + "; --resume "
                    + folder.path() + " goes on with the next.";
        }
        long measured = planned - forks.stream().filter(ForkPlan::warmup).count();
        long finished =
                done().stream().filter(place -> !forks.get(place).warmup()).count();
        return "Interrupted: " + finished + " of " + measured + " forks are done and kept in " + folder.path()
                + "; --resume " + folder.path() + " goes on with the others.";
    }
}
