// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.base.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.results.SingleShotResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

class MergedRowTest {
    private static final Row ROW = new Row(
            "ebb.load.Burst.burst",
            Mode.SingleShotTime,
            List.of(new Row.Param("allocator", "scudo", 1)),
            2,
            0,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(25),
            Duration.ZERO,
            1);

    @Test
    void mergedForksAreWrittenAsJmhWritesThem() {
        RunResult merged = MergedRow.merge(
                ROW,
                List.of(
                        new RunResult(params(1, 0), List.of(fork(1, 0, 3.5, 250))),
                        new RunResult(params(1, 0), List.of(fork(1, 0, 4.5, 260)))));

        // What Runner.mergeRunResults would build if it had run both forks itself.
        RunResult jmh = new RunResult(params(2, 1), List.of(fork(2, 1, 3.5, 250), fork(2, 1, 4.5, 260)));
        assertThat(json(merged)).isEqualTo(json(jmh));
    }

    @Test
    void rawDataHasOneRowAFork() {
        RunResult merged = MergedRow.merge(
                ROW,
                List.of(
                        new RunResult(params(1, 0), List.of(fork(1, 0, 3.5, 250))),
                        new RunResult(params(1, 0), List.of(fork(1, 0, 4.5, 260)))));

        JsonObject row =
                JsonParser.parseString(json(merged)).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(row.get("forks").getAsInt()).isEqualTo(2);
        assertThat(row.getAsJsonObject("params").get("allocator").getAsString()).isEqualTo("scudo");
        JsonObject primary = row.getAsJsonObject("primaryMetric");
        assertThat(primary.get("score").getAsDouble()).isEqualTo(4.0);
        assertThat(primary.get("rawData")).hasToString("[[3.5],[4.5]]");
        JsonObject retained = row.getAsJsonObject("secondaryMetrics").getAsJsonObject("rss.retained");
        assertThat(retained.get("score").getAsDouble()).isEqualTo(255.0);
        assertThat(retained.get("rawData")).hasToString("[[250.0],[260.0]]");
    }

    @Test
    void roundsTellWhichForkARowOfRawDataIsFrom() {
        List<ForkPlan> forks = List.of(
                new ForkPlan(ROW, 1, true),
                new ForkPlan(ROW, 1, false),
                new ForkPlan(ROW, 2, false),
                new ForkPlan(ROW, 3, false));
        // The second round's fork failed; the first one's came last, in a resumed run.
        Map<Integer, RunResult> results = new LinkedHashMap<>();
        results.put(3, new RunResult(params(1, 0), List.of(fork(1, 0, 4.5, 260))));
        results.put(1, new RunResult(params(1, 0), List.of(fork(1, 0, 3.5, 250))));
        results.put(0, new RunResult(params(1, 0), List.of(fork(1, 0, 9.5, 290))));

        List<MergedRow> merged = MergedRow.of(forks, results);

        assertThat(merged).hasSize(1);
        assertThat(json(merged.get(0).result())).contains("\"forks\" : 2");
        JsonObject primary = JsonParser.parseString(json(merged.get(0).result()))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("primaryMetric");
        assertThat(primary.get("rawData")).hasToString("[[3.5],[4.5]]");
        assertThat(Json.text(merged.stream().map(MergedRow::roundsOfForks).toList()))
                .isEqualTo("""
                        [
                          {
                            "row": {
                              "benchmark": "ebb.load.Burst.burst",
                              "mode": "ss",
                              "threads": 1,
                              "params": {
                                "allocator": "scudo"
                              }
                            },
                            "rounds": [
                              1,
                              3
                            ]
                          }
                        ]""");
    }

    @Test
    void theNumberOfForksIsThatOfThoseThatGaveAResult() {
        RunResult merged = MergedRow.merge(ROW, List.of(new RunResult(params(1, 0), List.of(fork(1, 0, 3.5, 250)))));

        assertThat(merged.getParams().getForks()).isEqualTo(1);
    }

    @Test
    void rowsSortByTheOrderInWhichValuesWereAskedFor() {
        Row first = new Row(
                ROW.benchmark(),
                ROW.mode(),
                List.of(new Row.Param("allocator", "zzz", 0)),
                1,
                0,
                ROW.timeout(),
                ROW.limit(),
                ROW.expected(),
                ROW.rest(),
                1);
        List<RunResult> results = new ArrayList<>(List.of(
                MergedRow.merge(ROW, List.of(new RunResult(params(1, 0), List.of(fork(1, 0, 1, 1))))),
                MergedRow.merge(first, List.of(new RunResult(params(1, 0), List.of(fork(1, 0, 1, 1)))))));

        results.sort(RunResult.DEFAULT_SORT_COMPARATOR);

        assertThat(results).extracting(r -> r.getParams().getParam("allocator")).containsExactly("zzz", "scudo");
    }

    private static String json(RunResult result) {
        return new String(Run.Report.bytes(ResultFormatType.JSON, List.of(result)), StandardCharsets.UTF_8);
    }

    private static BenchmarkResult fork(int forks, int order, double seconds, double retained) {
        BenchmarkParams params = params(forks, order);
        IterationResult iteration =
                new IterationResult(params, params.getMeasurement(), new IterationResultMetaData(1, 1));
        iteration.addResult(
                new SingleShotResult(ResultRole.PRIMARY, "burst", Math.round(seconds * 1e9), 1, TimeUnit.SECONDS));
        iteration.addResult(new ScalarResult("rss.retained", retained, "MiB", AggregationPolicy.AVG));
        return new BenchmarkResult(params, List.of(iteration));
    }

    private static BenchmarkParams params(int forks, int order) {
        WorkloadParams values = new WorkloadParams();
        values.put("allocator", "scudo", order);
        return new BenchmarkParams(
                ROW.benchmark(),
                "ebb.load.jmh_generated.Burst.burst",
                false,
                1,
                new int[] {1},
                List.of(),
                forks,
                0,
                new IterationParams(IterationType.WARMUP, 0, TimeValue.NONE, 1),
                new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1),
                Mode.SingleShotTime,
                values,
                TimeUnit.SECONDS,
                1,
                "java",
                List.of("-Xmx128m"),
                "17",
                "OpenJDK",
                "17+35",
                "1.37",
                TimeValue.minutes(10));
    }
}
