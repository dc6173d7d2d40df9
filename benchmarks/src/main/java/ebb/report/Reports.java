// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonParser;
import ebb.allocator.Catalog;
import ebb.results.RunData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report of one or more runs, as a page and as figures. Where several runs have the same row, the last one is
 * shown.
 */
public final class Reports {
    private final Report report;

    private Reports(Report report) {
        this.report = report;
    }

    /**
     * @param runs at least one
     * @param catalog from which measurements are recommended
     * @param comparison with a baseline, the JSON that {@code compare} writes; null for none
     * @throws EbbException where a file of theirs is not what it should be
     */
    public static Reports read(List<RunData> runs, Catalog catalog, @Nullable String comparison) {
        return new Reports(report(runs, catalog, comparison));
    }

    static Report report(List<RunData> runs, Catalog catalog, @Nullable String comparison) {
        return new ReportBuilder(runs, catalog).report(comparison == null ? null : JsonParser.parseString(comparison));
    }

    /** The whole page. */
    public String html() {
        return Page.of(report, new SvgFigures(report).inPage());
    }

    /** The content of the figures' SVG files, by name without an ending. */
    public Map<String, String> svg() {
        return new SvgFigures(report).files();
    }
}
