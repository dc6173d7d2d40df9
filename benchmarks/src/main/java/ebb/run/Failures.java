// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The forks of a run that gave no result, and {@code failures.json}, which says why; it is empty where all did. */
final class Failures {
    /** @param fork as {@link ForkPlan#fork()} counts */
    private record Entry(
            String benchmark, String mode, Map<String, String> params, int fork, boolean warmup, String why) {}

    private final RunFolder folder;
    private final List<ForkOutcome> outcomes = new ArrayList<>();

    Failures(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Takes a fork in and writes the file at once, as the run may be killed.
     *
     * @throws ebb.base.EbbException if it cannot be written
     */
    void add(ForkOutcome outcome) {
        outcomes.add(outcome);
        write();
    }

    List<ForkOutcome> all() {
        return List.copyOf(outcomes);
    }

    void write() {
        folder.write(
                "failures.json",
                Json.bytes(outcomes.stream().map(Failures::entry).toList()));
    }

    private static Entry entry(ForkOutcome outcome) {
        Row row = outcome.plan().row();
        return new Entry(
                row.benchmark(),
                row.mode().shortLabel(),
                row.values(),
                outcome.plan().fork(),
                outcome.plan().warmup(),
                String.valueOf(outcome.failure()));
    }
}
