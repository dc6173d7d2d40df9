// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for a terminal, whose columns are as wide as their widest cells.
 *
 * <pre>{@code
 * TextTable table = new TextTable(Column.LEFT, Column.RIGHT).row("allocator", "MiB").row("glibc", "530.1");
 * table.lines().forEach(System.out::println);
 * }</pre>
 */
public final class TextTable {
    /** How cells are aligned. */
    public enum Column {
        LEFT,
        RIGHT
    }

    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private int width = Integer.MAX_VALUE;

    public TextTable(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Breaks the last column's cells so that no line is wider; what cannot be broken stays whole. */
    public TextTable within(int columnsOfTerminal) {
        width = columnsOfTerminal;
        return this;
    }

    /** Adds a row, or a line of the header; one cell a column. */
    public TextTable row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells + " are not " + columns.size() + " cells");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public TextTable row(String... cells) {
        return row(Arrays.asList(cells));
    }

    /** All lines, without trailing blanks. */
    public List<String> lines() {
        return blocks().stream().flatMap(List::stream).toList();
    }

    /** The lines of each row: more than one where its last cell was broken. */
    public List<List<String>> blocks() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> block(row, widths)).toList();
    }

    private List<String> block(List<String> row, int[] widths) {
        int last = widths.length - 1;
        StringBuilder before = new StringBuilder();
        for (int i = 0; i < last; i++) {
            before.append(padded(row.get(i), widths[i], columns.get(i))).append(GAP);
        }
        List<String> lines = new ArrayList<>();
        for (String part : Text.wrap(row.get(last), width - before.length(), 0)) {
            String begin = lines.isEmpty() ? before.toString() : " ".repeat(before.length());
            lines.add((begin + padded(part, widths[last], columns.get(last))).stripTrailing());
        }
        return lines;
    }

    private static String padded(String cell, int width, Column column) {
        String blanks = " ".repeat(Math.max(0, width - cell.length()));
        return column == Column.LEFT ? cell + blanks : blanks + cell;
    }
}
