// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {
    private static final String ROW = "Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread";

    @TempDir
    private Path temp;

    @Test
    void bencherGetsEveryMetricWithItsBounds() throws Exception {
        JsonObject all = JsonParser.parseString(text(Export.Format.bencher)).getAsJsonObject();

        assertThat(all.keySet()).containsExactly(ROW);
        JsonObject row = all.getAsJsonObject(ROW);
        assertThat(row.keySet()).containsExactly("score", "rss.retained", "live.peak");
        assertThat(row.get("rss.retained"))
                .hasToString("{\"value\":102.0,\"lower_value\":100.0,\"upper_value\":107.0}");
    }

    @Test
    void whatIsWrittenIsWhatTheReadersSchemasTake() throws Exception {
        assertTaken(text(Export.Format.bencher), Export.Format.bencher);
        assertTaken(text(Export.Format.gha), Export.Format.gha);
        assertTaken(compared(Selection.ALL, false, Export.Format.bencher), Export.Format.bencher);
        assertTaken(compared(Selection.ALL, false, Export.Format.gha), Export.Format.gha);
    }

    /** The schema says something: each of these is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bencher | {'row': {'score': 1}}",
                "bencher | {'row': {'score': {'lower_value': 1}}}",
                "bencher | {'row': {'score': {'value': 'NaN'}}}",
                "bencher | [{'name': 'score', 'value': 1}]",
                "gha     | {'name': 'score', 'unit': 's', 'value': 1}",
                "gha     | [{'name': 'score', 'unit': 's', 'value': '1'}]",
                "gha     | [{'name': 'score', 'value': 1}]",
                "gha     | [{'name': 'score', 'unit': 's', 'value': 1, 'range': 1}]"
            })
    void whatTheReadersWouldNotTakeIsFound(Export.Format format, String text) {
        assertThat(faults(text.replace('\'', '"'), format)).isNotEmpty();
    }

    @Test
    void bencherGetsShiftsAsMeasuresOfTheirOwn() throws Exception {
        JsonObject row = JsonParser.parseString(compared(Selection.ALL, false, Export.Format.bencher))
                .getAsJsonObject()
                .getAsJsonObject(ROW);

        assertThat(row.keySet())
                .containsExactly(
                        "score", "score.shift", "rss.retained", "rss.retained.shift", "live.peak", "live.peak.shift");
        assertThat(row.get("rss.retained"))
                .hasToString("{\"value\":122.0,\"lower_value\":120.0,\"upper_value\":124.0}");
        assertThat(row.get("rss.retained.shift"))
                .hasToString("{\"value\":20.0,\"lower_value\":17.0,\"upper_value\":23.0}");
        JsonObject percent = row.getAsJsonObject("score.shift");
        assertThat(percent.get("value").getAsDouble()).isCloseTo(-50, within(1e-9));
        assertThat(percent.get("lower_value").getAsDouble()).isBetween(-60.0, -50.0);
    }

    @Test
    void githubActionBenchmarkGetsTheTablesLine() throws Exception {
        assertThat(JsonParser.parseString(compared(Selection.ALL, false, Export.Format.gha)))
                .hasToString(
                        "[{\"name\":\"score of " + ROW + "\",\"unit\":\"s/op\",\"value\":2.6,\"range\":\"± 0.1000\","
                                + "\"extra\":\"5 forks\\n-50.00% [-52.78, -47.05], p=0.008, n=5+5, better\"},"
                                + "{\"name\":\"rss.retained of " + ROW + "\",\"unit\":\"MiB\","
                                + "\"value\":122.0,\"range\":\"± 2.000\",\"extra\":\"5 forks\\n+20.00 MiB [+17.00, +23.00],"
                                + " p=0.008, n=5+5, worse\"}]");
    }

    @Test
    void prometheusGetsShiftsAndAnswers() throws Exception {
        String labels = "benchmark=\"Burst.burst\",";
        String rest = "mode=\"ss\",scenario=\"quick\",";
        assertThat(compared(Selection.ALL, false, Export.Format.openmetrics))
                .contains(
                        "ebb_rss_retained_bytes{allocator=\"glibc\"," + labels + "fork=\"median\"," + rest
                                + "threads=\"1\"} 1.27926272E8\n",
                        "ebb_rss_retained_shift_bytes{allocator=\"glibc\"," + labels + rest
                                + "shift=\"estimate\",threads=\"1\"} 2.097152E7\n",
                        "ebb_rss_retained_shift_bytes{allocator=\"glibc\"," + labels + rest
                                + "shift=\"high\",threads=\"1\"} 2.4117248E7\n",
                        "# HELP ebb_score_relative_shift_ratio shift of score, as a share of the base, with its interval\n",
                        "ebb_answer{allocator=\"glibc\",answer=\"worse\"," + labels + "metric=\"rss.retained\"," + rest
                                + "threads=\"1\"} 1.0\n",
                        "answer=\"better\"," + labels + "metric=\"score\"",
                        "answer=\"not-judged\"," + labels + "metric=\"live.peak\"");
    }

    @Test
    void onlyWhatIsChosenOrChangedIsWritten() throws Exception {
        Selection kept = Selection.of(List.of("rss.*", "live.peak"), Optional.empty());

        assertThat(JsonParser.parseString(compared(kept, false, Export.Format.bencher))
                        .getAsJsonObject()
                        .getAsJsonObject(ROW)
                        .keySet())
                .containsExactly("rss.retained", "rss.retained.shift", "live.peak", "live.peak.shift");
        assertThat(JsonParser.parseString(compared(kept, true, Export.Format.bencher))
                        .getAsJsonObject()
                        .getAsJsonObject(ROW)
                        .keySet())
                .containsExactly("rss.retained", "rss.retained.shift");
    }

    @Test
    void tooFewForksHaveNoShiftAndANewMetricHasNoAnswer() throws Exception {
        PooledRuns base = side("base", new RunText().row("glibc", "1 2 3"));
        PooledRuns now = side("now", new RunText().row("glibc", "4 5 6", metric("rss.retained", "MiB", "7 8 9")));
        Comparison comparison = compare(base, now);

        assertThat(JsonParser.parseString(Export.text(now, comparison, Selection.ALL, false, Export.Format.bencher))
                        .getAsJsonObject()
                        .getAsJsonObject(ROW)
                        .keySet())
                .containsExactly("score", "rss.retained");
        assertThat(Export.text(now, comparison, Selection.ALL, false, Export.Format.gha))
                .contains("3 forks\\n?, p=0.100, n=3+3\"", "\"3 forks\"");
        assertThat(Export.text(now, comparison, Selection.ALL, false, Export.Format.openmetrics))
                .contains("answer=\"too-few\"")
                .doesNotContain("shift");
    }

    @Test
    void metricsThatAreNotJudgedHaveNoShiftOfTooFewForksEither() throws Exception {
        PooledRuns base = side("base", new RunText().row("glibc", "1", metric("live.peak", "MiB", "1")));
        PooledRuns now = side("now", new RunText().row("glibc", "1", metric("live.peak", "MiB", "2")));

        assertThat(Export.text(now, compare(base, now), Selection.ALL, false, Export.Format.bencher))
                .contains("live.peak")
                .doesNotContain("shift");
    }

    /** JMH's results of other projects. */
    @Test
    void rowsOfOneNameAndParametersOfOursAreKeptApart() throws Exception {
        String text = new RunText().row("a", "1").row("b", "2").json();
        int second = text.lastIndexOf("ebb.load");
        Path file = Files.writeString(
                temp.resolve("jmh.json"),
                (text.substring(0, second) + "other" + text.substring(second + "ebb.load".length()))
                        .replace("\"allocator\": \"b\"", "\"allocator\": \"a\"")
                        .replace("\"scenario\"", "\"threads\""));
        List<ResultRow> rows = RunData.read(file).rows();

        assertThat(Export.text(rows, Export.Format.openmetrics))
                .contains("benchmark=\"ebb.load.Burst.burst\"", "benchmark=\"other.Burst.burst\"")
                .contains("param_threads=\"quick\"", ",threads=\"1\"");
        assertThat(JsonParser.parseString(Export.text(rows, Export.Format.bencher))
                        .getAsJsonObject()
                        .keySet())
                .hasSize(2);
        assertThat(Export.text(rows, Export.Format.gha)).contains("score of other.Burst.burst (");
    }

    @Test
    void ofNoResultsNothingIsSaid() {
        assertThat(Export.text(List.of(), Export.Format.bencher)).isEqualTo("{}\n");
        assertThat(Export.text(List.of(), Export.Format.gha)).isEqualTo("[]\n");
        assertThat(Export.text(List.of(), Export.Format.openmetrics)).isEqualTo("# EOF\n");
    }

    /** The parser of Prometheus' own library for Python is the reference of OpenMetrics. */
    @Test
    void prometheusReadsWhatIsWritten() throws Exception {
        RunText text = new RunText()
                .row(
                        "/a b/\\\"lib\\\\x.so",
                        "1 2 3",
                        metric("rss.retained", "MiB", "1 2 4"),
                        metric("odd/€", "a/b", "1 1 1"));
        PooledRuns now = side("now", text);

        assertThat(OpenMetricsReader.read(
                        Export.text(now, compare(now, now), Selection.ALL, false, Export.Format.openmetrics)))
                .contains(
                        "gauge ebb_rss_retained_bytes [allocator=/a b/\"lib\\x.so] [benchmark=Burst.burst] [fork=highest]"
                                + " [mode=ss] [scenario=quick] [threads=1] 4194304.0",
                        "gauge ebb_answer [allocator=/a b/\"lib\\x.so] [answer=too-few] [benchmark=Burst.burst]"
                                + " [metric=score] [mode=ss] [scenario=quick] [threads=1] 1.0")
                .hasSize(12);
        assertThat(OpenMetricsReader.read(compared(Selection.ALL, false, Export.Format.openmetrics)))
                .hasSize(21)
                .anyMatch(line -> line.startsWith("gauge ebb_rss_retained_shift_bytes ")
                        && line.endsWith(" [shift=low] [threads=1] 17825792.0"));
    }

    @Test
    void githubActionBenchmarkGetsWhatIsBetterSmaller() throws Exception {
        assertThat(JsonParser.parseString(text(Export.Format.gha)))
                .hasToString(
                        "[{\"name\":\"score of " + ROW + "\",\"unit\":\"s/op\",\"value\":2.0,\"range\":\"± 1.000\","
                                + "\"extra\":\"3 forks\"},{\"name\":\"rss.retained of " + ROW + "\",\"unit\":\"MiB\","
                                + "\"value\":102.0,\"range\":\"± 5.000\",\"extra\":\"3 forks\"}]");
    }

    @Test
    void prometheusGetsBaseUnits() throws Exception {
        assertThat(text(Export.Format.openmetrics))
                .contains(
                        "# TYPE ebb_rss_retained_bytes gauge\n",
                        "# HELP ebb_rss_retained_bytes rss.idle less rss.base\n",
                        "ebb_rss_retained_bytes{allocator=\"glibc\",benchmark=\"Burst.burst\",fork=\"median\",mode=\"ss\","
                                + "scenario=\"quick\",threads=\"1\"} 1.06954752E8\n")
                .endsWith("# EOF\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ms,      odd_seconds,          0.002",
        "ms/op,   odd_seconds_per_op,   0.002",
        "ops/us,  odd_ops_per_second,   2000000.0",
        "faults,  odd_faults,           2.0",
        "MiB·s,   odd_byte_seconds,     2097152.0",
        "%,       odd_ratio,            0.02"
    })
    void timesAreInSecondsWhereverTheyStand(String unit, String name, String value) throws Exception {
        assertThat(Export.text(
                        run(new RunText().row("glibc", "1", metric("odd", unit, "2")))
                                .rows(),
                        Export.Format.openmetrics))
                .containsPattern("\nebb_" + name + "\\{.*} " + value + "\n");
    }

    @Test
    void oneForkHasNoBoundsAndWhatIsNoNumberIsLeftOut() throws Exception {
        RunData run = run(new RunText().row("glibc", "1", metric("rss.t50", "s", "\"NaN\"")));

        assertThat(JsonParser.parseString(Export.text(run.rows(), Export.Format.bencher)))
                .hasToString("{\"" + ROW + "\":{\"score\":{\"value\":1.0}}}");
        assertThat(JsonParser.parseString(Export.text(run.rows(), Export.Format.gha)))
                .hasToString("[{\"name\":\"score of " + ROW + "\",\"unit\":\"s/op\",\"value\":1.0,\"extra\":\"1"
                        + " fork\"}]");
        assertThat(Export.text(run.rows(), Export.Format.openmetrics)).doesNotContain("lowest", "t50");
    }

    private String text(Export.Format format) throws IOException {
        return Export.text(
                run(new RunText()
                                .row(
                                        "glibc",
                                        "1 2 3",
                                        metric("rss.retained", "MiB", "100 102 107"),
                                        metric("live.peak", "MiB", "1 1 1")))
                        .rows(),
                format);
    }

    private String compared(Selection wanted, boolean onlyChanged, Export.Format format) throws IOException {
        PooledRuns base = side(
                "base",
                new RunText()
                        .row(
                                "glibc",
                                "5 5.1 5.2 5.3 5.4",
                                metric("rss.retained", "MiB", "100 101 102 103 104"),
                                metric("live.peak", "MiB", "1 1 1 1 1")));
        PooledRuns now = side(
                "now",
                new RunText()
                        .row(
                                "glibc",
                                "2.5 2.55 2.6 2.65 2.7",
                                metric("rss.retained", "MiB", "120 121 122 123 124"),
                                metric("live.peak", "MiB", "1 1 1 1 1")));
        return Export.text(now, compare(base, now), wanted, onlyChanged, format);
    }

    private static Comparison compare(PooledRuns base, PooledRuns now) {
        return new Comparer(0.05, Thresholds.of(List.of(), List.of(), Optional.empty()), Selection.ALL)
                .compare(base, now);
    }

    private PooledRuns side(String name, RunText text) throws IOException {
        return PooledRuns.read(
                Files.writeString(temp.resolve(name + ".json"), text.json()).toString());
    }

    private static void assertTaken(String text, Export.Format format) {
        assertThat(faults(text, format)).as(text).isEmpty();
    }

    private static List<com.networknt.schema.Error> faults(String text, Export.Format format) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Objects.requireNonNull(ExportTest.class.getResourceAsStream(format + ".schema.json")))
                .validate(text, InputFormat.JSON);
    }

    private RunData run(RunText text) throws IOException {
        return RunData.read(Files.writeString(temp.resolve("run.json"), text.json()));
    }
}
