// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The allocators as text, at most 100 columns wide but for paths, which stay whole so that they can be copied. */
public final class AllocatorTable {
    private static final int WIDTH = 100;
    private static final String INDENT = "    ";
    private static final List<String> HEADERS = List.of("allocator", "version", "from", "available", "settings");

    private final List<Resolved> allocators;
    private final boolean full;

    /** @param full with a line about each, and package and hash of each library */
    public AllocatorTable(List<Resolved> allocators, boolean full) {
        this.allocators = List.copyOf(allocators);
        this.full = full;
    }

    /** Lines: the table, the libraries below it, and how many there are. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<List<String>> rows = allocators.stream().map(AllocatorTable::row).toList();
        int[] widths = widths(rows);
        addRow(lines, HEADERS, widths);
        for (int i = 0; i < rows.size(); i++) {
            addRow(lines, rows.get(i), widths);
            Resolved resolved = allocators.get(i);
            if (full && !resolved.allocator().about().isEmpty()) {
                addWrapped(lines, INDENT, resolved.allocator().about());
            }
            resolved.whyNot().ifPresent(reason -> addWrapped(lines, INDENT, "not available: " + reason));
        }
        addLibraries(lines);
        long available = allocators.stream().filter(Resolved::available).count();
        lines.add("");
        lines.add(available + " of " + allocators.size() + " are available.");
        return lines;
    }

    private static List<String> row(Resolved resolved) {
        return List.of(
                resolved.allocator().id(),
                resolved.version(),
                resolved.origin().map(Resolved.Origin::toString).orElse("-"),
                resolved.available() ? "yes" : "no",
                resolved.allocator().settingsText());
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = HEADERS.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void addRow(List<String> lines, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length - 1; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] + 2 - row.get(i).length()));
        }
        List<String> parts = wrap(row.get(widths.length - 1), WIDTH - line.length());
        lines.add(line + parts.get(0));
        parts.stream().skip(1).forEach(part -> lines.add(" ".repeat(line.length()) + part));
    }

    private void addLibraries(List<String> lines) {
        Map<Path, List<Resolved>> users = new LinkedHashMap<>();
        for (Resolved resolved : allocators) {
            resolved.libraries()
                    .forEach(path -> users.computeIfAbsent(path, key -> new ArrayList<>())
                            .add(resolved));
        }
        users.forEach((path, resolved) -> {
            lines.add("");
            lines.add(path.toString());
            addWrapped(
                    lines,
                    INDENT,
                    resolved.stream().map(one -> one.allocator().id()).collect(Collectors.joining(", ")));
            if (full) {
                Resolved first = resolved.get(0);
                if (!first.packaged().isEmpty()) {
                    lines.add(INDENT + "package " + first.packaged());
                }
                if (first.available()) {
                    lines.add(INDENT + "SHA-256 " + Sha256.of(path));
                }
            }
        });
    }

    private static void addWrapped(List<String> lines, String indent, String text) {
        wrap(text, WIDTH - indent.length()).forEach(part -> lines.add(indent + part));
    }

    /** Breaks at spaces and after commas; what has neither stays whole. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("(?<=[ ,])")) {
            if (line.length() > 0 && (line + word).stripTrailing().length() > width) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(word);
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
