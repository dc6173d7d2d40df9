// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's package of Prometheus' library for Python, which has the reference parser of OpenMetrics. */
final class OpenMetricsReader {
    /** Debian's Python, which alone has Debian's packages. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String PARSER = "prometheus_client.openmetrics.parser";
    private static final String PROGRAM = """
            import sys
            from %s import text_string_to_metric_families as families
            sys.stdin.reconfigure(encoding="utf-8", newline="")
            sys.stdout.reconfigure(encoding="utf-8")
            for family in families(sys.stdin.read()):
                for sample in family.samples:
                    labels = ["[%%s=%%s]" %% label for label in sorted(sample.labels.items())]
                    print(family.type, sample.name, *labels, sample.value)
            """.formatted(PARSER);

    private OpenMetricsReader() {}

    /**
     * A line for each sample: type, name, labels in brackets, value. Where the parser is not there the test fails if the
     * property ebb.openmetrics is "required", and is skipped else.
     */
    static List<String> read(String text) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(PYTHON)) || start("import " + PARSER).waitFor() != 0) {
            String sentence = PARSER + " is not on this machine; on Debian: apt install python3-prometheus-client.";
            if ("required".equals(System.getProperty("ebb.openmetrics"))) {
                return fail(sentence);
            }
            return abort(sentence);
        }
        Process python = start(PROGRAM);
        python.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        python.getOutputStream().close();
        String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(out + text).isZero();
        return out.lines().toList();
    }

    private static Process start(String program) throws IOException {
        return new ProcessBuilder(PYTHON, "-c", program)
                .redirectErrorStream(true)
                .start();
    }
}
