// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonParser;
import ebb.results.ResultRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The report of one or more runs, as a page and as figures. Where two runs have the same row, the one given later is shown. */
public final class Reports {
    private final Report report;

    private Reports(Report report) {
        this.report = report;
    }

    /**
     * Reads the runs.
     *
     * @param paths run folders, or files of JMH's JSON; at least one
     * @param words what is said of the rows of one burst
     * @param ebb version of the program
     * @throws ebb.base.EbbException where one cannot be read
     */
    public static Reports read(List<Path> paths, Function<List<ResultRow>, Words> words, String ebb) {
        List<RunInput> runs = paths.stream().map(RunInput::read).toList();
        return new Reports(new Sources(runs).report(words, ebb));
    }

    /**
     * The same with a comparison against a baseline.
     *
     * @param comparison as {@code compare} writes it for programs
     */
    public Reports against(String comparison) {
        return new Reports(report.against(JsonParser.parseString(comparison)));
    }

    /** The whole page. */
    public String html() {
        return Page.of(report, new Figures(report).inPage());
    }

    /** The figures as SVG files' texts, by name without an ending. */
    public Map<String, String> svg() {
        return new Figures(report).files();
    }
}
