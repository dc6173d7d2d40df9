// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.results.RunData;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final String ROW = "Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread";

    @TempDir
    private Path temp;

    /** https://bencher.dev/bmf.json: objects of objects, in which value is a number, and so are its bounds. */
    @Test
    void bencherGetsEveryMetricWithItsBounds() throws Exception {
        JsonObject all = JsonParser.parseString(text(Export.Format.bencher)).getAsJsonObject();

        assertThat(all.keySet()).containsExactly(ROW);
        JsonObject row = all.getAsJsonObject(ROW);
        assertThat(row.keySet()).containsExactly("score", "rss.retained", "live.peak");
        assertThat(row.get("rss.retained"))
                .hasToString("{\"value\":102.0,\"lower_value\":100.0,\"upper_value\":107.0}");
        for (Map.Entry<String, JsonElement> measure : row.entrySet()) {
            assertThat(measure.getValue()
                            .getAsJsonObject()
                            .get("value")
                            .getAsJsonPrimitive()
                            .isNumber())
                    .isTrue();
        }
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

    @Test
    void oneForkHasNoBoundsAndWhatIsNoNumberIsLeftOut() throws Exception {
        RunData run = run(new RunText().row("glibc", "1", metric("rss.t50", "s", "\"NaN\"")));

        assertThat(JsonParser.parseString(Export.text(run, Export.Format.bencher)))
                .hasToString("{\"" + ROW + "\":{\"score\":{\"value\":1.0}}}");
        assertThat(JsonParser.parseString(Export.text(run, Export.Format.gha)))
                .hasToString("[{\"name\":\"score of " + ROW + "\",\"unit\":\"s/op\",\"value\":1.0,\"extra\":\"1"
                        + " fork\"}]");
        assertThat(Export.text(run, Export.Format.openmetrics)).doesNotContain("lowest", "t50");
    }

    private String text(Export.Format format) throws IOException {
        return Export.text(
                run(new RunText()
                        .row(
                                "glibc",
                                "1 2 3",
                                metric("rss.retained", "MiB", "100 102 107"),
                                metric("live.peak", "MiB", "1 1 1"))),
                format);
    }

    private RunData run(RunText text) throws IOException {
        return RunData.read(Files.writeString(temp.resolve("run.json"), text.json()));
    }
}
