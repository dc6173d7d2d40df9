// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a {@link TomlFile}. Whatever is asked for in another type than the file has ends in an error with its
 * line.
 */
public final class TomlEntry {
    private final String file;
    private final TomlPosition position;
    private final TomlTable table;

    TomlEntry(String file, TomlPosition position, TomlTable table) {
        this.file = file;
        this.position = position;
        this.table = table;
    }

    /** @throws EbbException when the entry has any other key; it offers the nearest of these */
    public void only(String... known) {
        List<String> names = List.of(known);
        for (String key : table.keySet()) {
            if (!names.contains(key)) {
                throw error(key, "'" + key + "' is not known here." + Nearest.hint(key, names));
            }
        }
    }

    /** A text that is required. */
    public String text(String key) {
        return textIf(key).orElseThrow(() -> error("This entry needs '" + key + "'."));
    }

    public Optional<String> textIf(String key) {
        return typed(key, String.class, "a text in quotes");
    }

    public Optional<Long> integerIf(String key) {
        return typed(key, Long.class, "a whole number");
    }

    /** A number, whole or not. */
    public Optional<Double> numberIf(String key) {
        if (value(key) instanceof Long whole) {
            return Optional.of(whole.doubleValue());
        }
        return typed(key, Double.class, "a number");
    }

    public Optional<Boolean> flagIf(String key) {
        return typed(key, Boolean.class, "true or false");
    }

    /** A text or a list of texts; nothing when left out. */
    public List<String> texts(String key) {
        Object value = value(key);
        if (!(value instanceof TomlArray array)) {
            return typed(key, String.class, "a text in quotes, or a list of them")
                    .map(List::of)
                    .orElse(List.of());
        }
        return array.toList().stream()
                .map(element -> {
                    if (element instanceof String text) {
                        return printable(key, text);
                    }
                    throw error(key, "'" + key + "' must be a list of texts in quotes.");
                })
                .toList();
    }

    /**
     * A table of texts, true or false, and whole numbers, each as its text; nothing when left out.
     *
     * @param quoted whether the values must be texts
     */
    public Map<String, String> table(String key, boolean quoted) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<TomlTable> inner = typed(key, TomlTable.class, "a table: { NAME = \"value\" }");
        if (inner.isEmpty()) {
            return texts;
        }
        for (String name : inner.get().keySet()) {
            Object value = inner.get().get(List.of(name));
            if (!(value instanceof String || (!quoted && (value instanceof Boolean || value instanceof Long)))) {
                throw TomlFile.error(
                        file,
                        inner.get().inputPositionOf(List.of(name)),
                        "'" + name + "' must be a text in quotes"
                                + (quoted ? "." : ", true, false or a whole number."));
            }
            texts.put(printable(key, name), printable(key, value.toString()));
        }
        return texts;
    }

    /** Whether it is a list of tables. */
    public boolean hasEntries(String key) {
        return value(key) instanceof TomlArray array && array.size() > 0 && array.get(0) instanceof TomlTable;
    }

    /**
     * The tables of an array within this entry, {@code [[path]]}; none when left out.
     *
     * @param path from the file's root, whose last part is the key
     */
    public List<TomlEntry> entries(String path) {
        return TomlFile.entries(file, table, path.substring(path.lastIndexOf('.') + 1), path);
    }

    /** What the supplier makes of a key's value; what it throws gets the file and the line, where it has none. */
    public <T> T at(String key, Supplier<T> read) {
        try {
            return read.get();
        } catch (EbbException e) {
            throw e.toString().startsWith(file + ":") ? e : error(key, e.toString());
        }
    }

    /** An error at this entry's first line. */
    public EbbException error(String sentence) {
        return TomlFile.error(file, position, sentence);
    }

    /** An error at the line of this key. */
    public EbbException error(String key, String sentence) {
        TomlPosition at = table.inputPositionOf(List.of(key));
        return TomlFile.error(file, at == null ? position : at, sentence);
    }

    private <T> Optional<T> typed(String key, Class<T> type, String expected) {
        Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw error(key, "'" + key + "' must be " + expected + ".");
        }
        if (value instanceof String text) {
            printable(key, text);
        }
        return Optional.of(type.cast(value));
    }

    /** What a file of others says gets into tables, pages and sentences. */
    private String printable(String key, String text) {
        if (!Printable.is(text)) {
            throw error(key, "'" + key + "' has a character that cannot be printed: '" + text + "'.");
        }
        return text;
    }

    private @Nullable Object value(String key) {
        return table.get(List.of(key));
    }
}
