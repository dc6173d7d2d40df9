// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A comparison for the terminal. */
final class TextReport {
    private static final String GAP = "  ";

    private TextReport() {}

    static List<String> lines(Comparison comparison, boolean onlyChanged) {
        List<String> lines = new ArrayList<>();
        lines.add("base: " + comparison.base());
        lines.add("new:  " + comparison.now());
        String common = new Labels(comparison.lines().stream().map(Line::key).toList()).common();
        if (!common.isEmpty()) {
            lines.add(common);
        }
        for (Tables.Table table : Tables.of(comparison, onlyChanged)) {
            lines.add("");
            lines.add(table.title());
            lines.addAll(aligned(table.lines()));
        }
        lines.add("");
        lines.addAll(Summary.of(comparison));
        return lines;
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(Tables.COLUMNS);
        all.addAll(rows);
        int[] widths = IntStream.range(0, Tables.COLUMNS.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length()));
            line.append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
