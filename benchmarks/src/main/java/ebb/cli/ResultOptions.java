// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.base.WholeFile;
import ebb.compare.Export;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.run.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import picocli.CommandLine.Option;

/** JMH's {@code -rf} and {@code -rff}, for more formats than JMH's: a file of results besides the run folder. */
final class ResultOptions {
    @Option(
            names = "-rf",
            paramLabel = "FORMAT",
            description = "The format of -rff: JMH's text, csv, scsv, json or latex; or bencher, gha or openmetrics, as"
                    + " export prints them. (default: csv)")
    private @Nullable String format;

    @Option(
            names = "-rff",
            paramLabel = "FILE",
            description = "Writes the results to a file, besides the run folder. (default: none; with -rf"
                    + " jmh-result.FORMAT)")
    private @Nullable Path file;

    /**
     * A file that is wanted.
     *
     * @param format a name of JMH's or of {@link Export.Format}
     */
    record Wanted(Path file, String format) {
        /** @throws EbbException where the file cannot be written to; it is made if it does not exist */
        void prove() {
            try {
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                        .close();
            } catch (IOException e) {
                throw new EbbException("The result file " + file + " cannot be written to (" + Problem.of(e)
                        + "); give another one with -rff FILE.");
            }
        }

        /**
         * Writes what the run gave, whether it is whole or was interrupted.
         *
         * @param run whose folder is written
         * @param out is told the file's name
         */
        void write(Run run, Run.Report report, PrintStream out) {
            WholeFile.write(file, bytes(run, report), "the run folder has all results");
            out.println();
            out.println("Benchmark result is saved to " + file);
        }

        private byte[] bytes(Run run, Run.Report report) {
            Optional<Export.Format> ours = Export.Format.named(format);
            if (ours.isEmpty()) {
                return report.as(ResultFormatType.valueOf(format.toUpperCase(Locale.ROOT)));
            }
            List<ResultRow> rows = report.results().isEmpty() && report.kills().isEmpty()
                    ? List.of()
                    : RunData.readForks(run.folder().path()).withLosses();
            return Export.text(rows, ours.get()).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** @throws EbbException where the format is unknown */
    Optional<Wanted> wanted() {
        if (format == null && file == null) {
            return Optional.empty();
        }
        String asked = format == null ? Defaults.RESULT_FORMAT.name() : format;
        String name = asked.toLowerCase(Locale.ROOT);
        if (!names().contains(name)) {
            throw new EbbException("-rf " + asked + " is none of the formats " + String.join(", ", names()) + ".");
        }
        Path to = file == null ? Path.of(Defaults.RESULT_FILE_PREFIX + "." + name) : file;
        return Optional.of(new Wanted(to, name));
    }

    /** All formats, JMH's first. */
    static List<String> names() {
        return Stream.concat(Arrays.stream(ResultFormatType.values()), Arrays.stream(Export.Format.values()))
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
