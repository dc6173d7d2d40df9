// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
    /** Two forks of two iterations, as JMH 1.37 writes them. */
    private static final String ROW = """
            {
                "jmhVersion" : "1.37",
                "benchmark" : "ebb.load.Burst.burst",
                "mode" : "ss",
                "threads" : 1,
                "forks" : 2,
                "jvm" : "java",
                "jvmArgs" : [
                    "-Xms128m",
                    "-Xmx128m"
                ],
                "jdkVersion" : "17.0.15",
                "vmName" : "OpenJDK 64-Bit Server VM",
                "vmVersion" : "17.0.15+6",
                "warmupIterations" : 0,
                "warmupTime" : "single-shot",
                "warmupBatchSize" : 1,
                "measurementIterations" : 2,
                "measurementTime" : "single-shot",
                "measurementBatchSize" : 1,
                "params" : {
                    "allocator" : "glibc",
                    "scenario" : "quick"
                },
                "primaryMetric" : {
                    "score" : 5.75,
                    "scoreError" : 1.5,
                    "scoreConfidence" : [
                        4.25,
                        7.25
                    ],
                    "scorePercentiles" : {
                        "0.0" : 5.5,
                        "100.0" : 6.0
                    },
                    "scoreUnit" : "s/op",
                    "rawData" : [
                        [
                            5.5,
                            6.0
                        ],
                        [
                            5.0,
                            6.5
                        ]
                    ]
                },
                "secondaryMetrics" : {
                    "rss.retained" : {
                        "score" : "NaN",
                        "scoreError" : "NaN",
                        "scoreConfidence" : [
                            "NaN",
                            "NaN"
                        ],
                        "scorePercentiles" : {
                            "0.0" : 100.0
                        },
                        "scoreUnit" : "MiB",
                        "rawData" : [
                            [
                                100.0,
                                101.0
                            ],
                            [
                                102.0,
                                "NaN"
                            ]
                        ]
                    },
                    "perf" : {
                        "score" : 7.0,
                        "scoreError" : "NaN",
                        "scoreUnit" : "---",
                        "rawData" : [
                            [
                            ],
                            [
                            ]
                        ]
                    }
                }
            }
            """;

    @TempDir
    private Path temp;

    @Test
    void aRowIsReadWhole() throws Exception {
        ResultRow row = ResultFile.read(file("[" + ROW + "]")).get(0);

        assertThat(row.key())
                .isEqualTo(
                        new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("scenario", "quick", "allocator", "glibc")));
        assertThat(row.settings())
                .isEqualTo(new ResultRow.Settings(
                        "1.37",
                        0,
                        "single-shot",
                        1,
                        2,
                        "single-shot",
                        1,
                        List.of("-Xms128m", "-Xmx128m"),
                        "17.0.15",
                        false));
        assertThat(row.forks()).isEqualTo(2);
        assertThat(row.rounds()).isEmpty();
        assertThat(row.score().unit()).isEqualTo("s/op");
        assertThat(row.score().score()).isEqualTo(5.75);
        assertThat(row.metrics().keySet()).containsExactly("score", "rss.retained", "perf");
    }

    @Test
    void aForksValueIsTheMeanOfItsIterations() throws Exception {
        assertThat(metric("score").forks()).containsExactly(5.75, 5.75);
        assertThat(metric("rss.retained").forks()).containsExactly(100.5, Double.NaN);
        assertThat(metric("rss.retained").isWhole()).isFalse();
        assertThat(metric("rss.retained").isWithoutRawData()).isFalse();
        assertThat(metric("perf").isWithoutRawData()).isTrue();
        assertThat(metric("score").isWhole()).isTrue();
    }

    @Test
    void samplesCountAsOftenAsTheyWereSeen() throws Exception {
        String sampled = ROW.replaceFirst(
                "(?s)\"rawData\" : \\[.*?]\\s*]\\s*}", "\"rawDataHistogram\" : [[[[1.0, 3], [5.0, 1]]]]}");

        assertThat(ResultFile.read(file("[" + sampled + "]")).get(0).score().forks())
                .containsExactly(2.0);
    }

    @Test
    void aFileThatIsCutShort() throws Exception {
        String whole = "[" + ROW + "]";
        for (int length : List.of(1, 60, whole.length() / 2, whole.length() - 3)) {
            assertRefused(whole.substring(0, length), " is cut short: its JSON does not end;");
        }
        assertRefused("", " is cut short: its JSON does not end;");
    }

    @Test
    void aFileOfSomethingElse() throws Exception {
        assertRefused("name,score\n", " is not JSON (");
        assertRefused("{}", " is not a result of JMH (Expected BEGIN_ARRAY but was BEGIN_OBJECT at line 1 column 2");
        assertRefused("[1]", " is not a result of JMH (Expected BEGIN_OBJECT but was NUMBER");
        assertRefused("[{}]", " is not a result of JMH: $[0] has no jmhVersion;");
        assertRefused("[{\"jmhVersion\": [1]}]", " is not a result of JMH (Expected a string but was BEGIN_ARRAY");
        assertRefused("[" + ROW + "] 1", " is not JSON (");
        assertRefused("[" + ROW.replace("100.0,", "\"lots\","), " is not a result of JMH ('lots' is no number);");
        assertRefused(
                "[" + ROW.replace("\"scoreUnit\" : \"MiB\",", "") + "]",
                " is not a result of JMH: $[0].secondaryMetrics.rss.retained has no scoreUnit;");
    }

    @Test
    void aFileThatIsNoText() throws Exception {
        Path file = temp.resolve("result.json");
        Files.write(file, new byte[] {'[', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> ResultFile.read(file))
                .hasToString(file + " is not text; give a run folder or JMH's JSON.");
    }

    @Test
    void aFileThatIsNotThere() {
        Path file = temp.resolve("none.json");

        assertThatThrownBy(() -> ResultFile.read(file))
                .isInstanceOf(EbbException.class)
                .hasToString(file + " cannot be read (there is no such file); give a run folder or JMH's JSON.");
    }

    @Test
    void aResultWithoutRows() throws Exception {
        assertRefused("[]", " holds no result: no fork of that run has ended well; give another run.");
    }

    @Test
    void aRowTwice() throws Exception {
        assertRefused(
                "[" + ROW + "," + ROW + "]",
                " has the row Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread twice;");
    }

    @Test
    void aForkWithoutAScore() throws Exception {
        assertRefused(
                "[" + ROW.replace("5.5,\n", "\"NaN\",\n") + "]",
                " has a score that is no number (NaN or infinite) in ");
        assertRefused(
                "[" + ROW.replace("6.5\n", "\"+INF\"\n") + "]", " has a score that is no number (NaN or infinite) in ");
        assertRefused(
                "[" + ROW.replaceFirst("(?s)5\\.0,\\s*6\\.5", "") + "]",
                " has a fork without raw data in Burst.burst (allocator = glibc, scenario = quick)");
    }

    @Test
    void otherVersionsOfJmh() throws Exception {
        for (String version : List.of("1.19", "1.21", "1.38-SNAPSHOT")) {
            assertThat(ResultFile.read(file("[" + ROW.replace("1.37", version) + "]"))
                            .get(0)
                            .settings()
                            .jmhVersion())
                    .isEqualTo(version);
        }
        for (String version : List.of("1.18", "2.0", "1.x", "")) {
            assertRefused(
                    "[" + ROW.replace("1.37", version) + "]",
                    " was written by JMH " + version + ": Ebb reads results of 1.19 and later ones;");
        }
    }

    private Measured metric(String name) throws IOException {
        return Objects.requireNonNull(
                ResultFile.read(file("[" + ROW + "]")).get(0).metrics().get(name));
    }

    private void assertRefused(String text, String part) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ResultFile.read(file))
                .isInstanceOf(EbbException.class)
                .asString()
                .startsWith(file + part)
                .endsWith(".")
                .doesNotContain("\n");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(temp.resolve("result.json"), text);
    }
}
