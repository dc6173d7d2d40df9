// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.Sha256;
import ebb.base.Text;
import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The allocators as text, at most 100 columns wide except for paths, which stay whole so that they can be copied. */
public final class AllocatorTable {
    private static final int WIDTH = 100;
    private static final String INDENT = "    ";

    private final List<Resolved> allocators;
    private final boolean full;

    /** @param full adds a line about each, and package and hash of each library */
    public AllocatorTable(List<Resolved> allocators, boolean full) {
        this.allocators = List.copyOf(allocators);
        this.full = full;
    }

    /** Lines: the table, the libraries below it, and how many there are. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable(Column.LEFT, Column.LEFT, Column.LEFT, Column.LEFT, Column.LEFT)
                .within(WIDTH)
                .row("allocator", "version", "from", "available", "settings");
        allocators.forEach(resolved -> table.row(row(resolved)));
        List<List<String>> blocks = table.blocks();
        lines.addAll(blocks.get(0));
        for (int i = 0; i < allocators.size(); i++) {
            lines.addAll(blocks.get(i + 1));
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
        Text.wrap(text, WIDTH - indent.length(), 0).forEach(part -> lines.add(indent + part));
    }
}
