// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/metrics.md says of each metric what {@link Metric} does. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final String WRITE = "mvn -o -q -pl native-shims,benchmarks -Dtest=MetricsPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Debb.write=true test";

    @Test
    void thePageIsTheCatalogue() throws IOException {
        String page = page();
        if (Boolean.getBoolean("ebb.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/metrics.md; written again by: %s", WRITE)
                .isEqualTo(page);
    }

    private static String page() {
        List<String> lines = new ArrayList<>(List.of(
                "# The metrics",
                "",
                "What Ebb reports beside JMH's score, in JMH's `secondaryMetrics`. MiB is 2^20 bytes.",
                "",
                "*Better* is which way a change is a gain; *as* is how `compare` compares two values: by their",
                "ratio, or by their difference in the metric's unit. *Limit* is the least change that counts where neither",
                "`--threshold` nor a noise file says otherwise; of two the larger. Per cent mean a factor, the same up and down.",
                "",
                "| metric | unit | better | as | limit | meaning |",
                "|---|---|---|---|---|---|"));
        for (Metric metric : Metric.all()) {
            lines.add("| `" + metric.label() + "` | " + metric.unit() + " | " + better(metric.direction()) + " | "
                    + (metric.scale() == Scale.RATIO ? "ratio" : "difference") + " | " + limit(metric) + " | "
                    + metric.meaning() + " |");
        }
        lines.add("");
        lines.add("This page is written from `ebb.results.Metric` by a test: `" + WRITE + "`");
        return String.join("\n", lines) + "\n";
    }

    private static String better(Direction direction) {
        return switch (direction) {
            case LESS -> "less";
            case MORE -> "more";
            case NEITHER, UNKNOWN -> "";
        };
    }

    private static String limit(Metric metric) {
        if (!metric.direction().isJudged()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (metric.limit().share() > 0) {
            parts.add(number(100 * metric.limit().share()) + " %");
        }
        if (metric.limit().amount() > 0) {
            parts.add(number(metric.limit().amount()) + " " + (metric.unit().equals("%") ? "points" : metric.unit()));
        }
        return String.join(", ", parts);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
