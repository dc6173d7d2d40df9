// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.load.Scenarios;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelfTestTest {
    private static final List<Integer> SIZES = List.of(5, 10);

    @Test
    void whatWasMadeWorseIsFoundAndWhatWasNotIsNot() {
        SelfTest test = SelfTest.of(run(0, 0.25, 40), SIZES);

        assertThat(test.failures()).isEmpty();
        assertThat(test.lines())
                .anyMatch(line -> line.matches(" +5 forks +10 forks"))
                .anyMatch(line -> line.matches("Made worse, 10 forks: burst.makespan \\+2\\d\\.\\d\\d% .*, worse\\."))
                .anyMatch(line -> line.matches("Nothing changed, 5 forks: rss.retained .*, no difference shown\\."));
    }

    /** A gate that cannot find anything, and one that finds what is not there. */
    @Test
    void eitherErrorIsNamed() {
        assertThat(SelfTest.of(run(0, 0, 0), SIZES).failures())
                .hasSize(2)
                .allMatch(line -> line.startsWith("Made worse, 10 forks: ") && line.endsWith(", no difference shown."));
        assertThat(SelfTest.of(run(0.2, 0.25, 40), SIZES).failures())
                .hasSize(1)
                .allMatch(line ->
                        line.startsWith("Nothing changed, 10 forks: burst.makespan +") && line.endsWith(", worse."));
    }

    /** No fork differs from another by 0.01 % or by 0.01 MiB: then Ebb's own limits are the smallest that is found. */
    @Test
    void noNoiseLeavesTheLimits() {
        List<String> lines = SelfTest.of(run(0, 0.25, 40, 1e-4), SIZES).lines();
        assertThat(lines)
                .anyMatch(line -> line.matches("burst.makespan( +\\+5\\.00% to \\+5\\.00%){2}"))
                .anyMatch(line -> line.matches("rss.retained( +\\+8\\.00 MiB to \\+8\\.00 MiB){2}"));
    }

    @Test
    void aForkThatFailedIsMadeUpByALaterRound() {
        PooledRuns run = run(0, 0.25, 40);
        List<ResultRow> rows = new ArrayList<>(run.rows());
        rows.set(2, rows.get(2).of(round -> round != 3).orElseThrow());

        assertThat(SelfTest.of(new PooledRuns("x", rows, List.of()), List.of(5)).failures())
                .isEmpty();
    }

    @Test
    void itsScenariosAreBundled() {
        Scenarios scenarios = Scenarios.load(List.of());
        assertThat(SelfTest.SCENARIOS)
                .allSatisfy(name -> assertThat(scenarios.find(name).name()).isEqualTo(name));
    }

    private static PooledRuns run(double again, double slower, double more) {
        return run(again, slower, more, 1);
    }

    /**
     * 10 forks of each.
     *
     * @param again how much longer the second burst is
     * @param slower how much longer the third
     * @param more MiB that it keeps
     * @param noise of the length in per cent, and of what is kept in MiB
     */
    private static PooledRuns run(double again, double slower, double more, double noise) {
        Random random = new Random(3);
        List<ResultRow> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double factor = List.of(1.0, 1 + again, 1 + slower).get(i);
            double kept = i == 2 ? more : 0;
            rows.add(row(
                    SelfTest.SCENARIOS.get(i),
                    random.doubles(10, -1, 1)
                            .map(u -> factor * (1 + 0.01 * noise * u))
                            .toArray(),
                    random.doubles(10, -1, 1).map(u -> 20 + kept + noise * u).toArray()));
        }
        return new PooledRuns("x", rows, List.of());
    }

    private static ResultRow row(String scenario, double[] makespans, double[] retained) {
        ResultRow.Settings settings = new ResultRow.Settings("1.37", 0, "", 1, 1, "", 1, List.of(), "17", false);
        RowKey key = new RowKey(
                "ebb.load.Burst.burst", "ss", 1, new TreeMap<>(Map.of("allocator", "glibc", "scenario", scenario)));
        return new ResultRow(
                key,
                settings,
                Map.of(
                        ResultRow.SCORE,
                        measured("s/op", makespans),
                        Metric.MAKESPAN.label(),
                        measured("s", makespans),
                        Metric.RETAINED.label(),
                        measured("MiB", retained)),
                IntStream.rangeClosed(1, 10).boxed().toList(),
                List.of(),
                null);
    }

    private static Measured measured(String unit, double[] forks) {
        return Measured.of(unit, 0, forks);
    }
}
