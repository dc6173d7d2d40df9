// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.ArrayList;
import java.util.List;

/** A comparison for a pull request. */
final class MarkdownReport {
    private MarkdownReport() {}

    static List<String> lines(Comparison comparison, boolean onlyChanged) {
        List<String> lines = new ArrayList<>();
        lines.add("base: `" + comparison.base() + "`, new: `" + comparison.now() + "`");
        String common = new Labels(comparison.lines().stream().map(Line::key).toList()).common();
        if (!common.isEmpty()) {
            lines.add("");
            lines.add(escaped(common));
        }
        for (Tables.Table table : Tables.of(comparison, onlyChanged)) {
            lines.add("");
            lines.add("### " + escaped(table.title()));
            lines.add("");
            lines.add(row(Tables.COLUMNS));
            lines.add("|---|--:|--:|---|---|---|---|");
            table.lines().forEach(cells -> lines.add(row(cells)));
        }
        lines.add("");
        Summary.of(comparison).forEach(sentence -> lines.add("- " + escaped(sentence)));
        return lines;
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(MarkdownReport::escaped)
                .reduce("|", (line, cell) -> line + (cell.isEmpty() ? "" : " " + cell) + " |");
    }

    /** What would end a cell, strike text through or make it slanted. */
    private static String escaped(String text) {
        return text.replaceAll("([|~*_<\\[\\]`\\\\])", "\\\\$1");
    }
}
