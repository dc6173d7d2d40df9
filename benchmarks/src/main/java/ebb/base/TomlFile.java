// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A TOML file of entries, {@code [[name]]}, whose every error names the file and the line:
 *
 * <pre>{@code
 * for (TomlEntry entry : TomlFile.read(path).only("allocator")) {
 *     entry.only("id", "family");
 *     String id = entry.text("id");
 * }
 * }</pre>
 */
public final class TomlFile {
    private final String name;
    private final TomlParseResult toml;

    private TomlFile(String name, TomlParseResult toml) {
        this.name = name;
        this.toml = toml;
    }

    /** @throws EbbException when the file cannot be read or is no TOML */
    public static TomlFile read(Path file) {
        return parse(file.toString(), WholeFile.read(file));
    }

    /** @param resource path of a file of the jar, from the root of the class path */
    public static TomlFile bundled(String resource) {
        String name = resource.substring(resource.lastIndexOf('/') + 1) + " in benchmarks.jar";
        try (InputStream in = TomlFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EbbException("Cannot read " + name + ": " + Problem.of(e) + ".");
        }
    }

    /**
     * @param name what errors call the file
     * @throws EbbException with the first error when the text is no TOML
     */
    public static TomlFile parse(String name, String text) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            var first = toml.errors().get(0);
            throw error(name, first.position(), first.getMessage() + ".");
        }
        return new TomlFile(name, toml);
    }

    /**
     * The tables of {@code [[array]]}, at least one.
     *
     * @throws EbbException when the file has no such table, or anything else
     */
    public List<TomlEntry> only(String array) {
        String form = "an entry begins with [[" + array + "]].";
        for (String key : toml.keySet()) {
            if (!key.equals(array)) {
                throw error(name, toml.inputPositionOf(List.of(key)), "'" + key + "' is not known here; " + form);
            }
        }
        List<TomlEntry> entries = entries(array);
        if (entries.isEmpty()) {
            throw top().error("There is no " + array + " in this file; " + form);
        }
        return entries;
    }

    /** The keys outside of the entries. */
    public TomlEntry top() {
        return new TomlEntry(name, TomlPosition.positionAt(1, 1), toml);
    }

    /**
     * The tables of {@code [[array]]}, in the file's order; none when it has none.
     *
     * @throws EbbException when {@code array} is something else in this file
     */
    public List<TomlEntry> entries(String array) {
        return entries(name, toml, array, array);
    }

    /** @param path of the array from the file's root */
    static List<TomlEntry> entries(String name, TomlTable parent, String array, String path) {
        Object value = parent.get(List.of(array));
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray tables)) {
            throw error(name, parent.inputPositionOf(List.of(array)), "Write [[" + path + "]], with two brackets.");
        }
        List<TomlEntry> entries = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            if (!(tables.get(i) instanceof TomlTable table)) {
                throw error(
                        name, tables.inputPositionOf(i), "Each entry is a table that begins with [[" + path + "]].");
            }
            entries.add(new TomlEntry(name, tables.inputPositionOf(i), table));
        }
        return entries;
    }

    /** A text as it stands in such a file, in quotes. */
    public static String quoted(String text) {
        return '"' + Toml.tomlEscape(text).toString() + '"';
    }

    static EbbException error(String name, TomlPosition position, String sentence) {
        return new EbbException(name + ":" + position.line() + ": " + sentence);
    }
}
