// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The allocators that a run can choose from: the bundled ones, and those in the user's files. */
public final class Catalog {
    /** System property with the user's catalog files, separated as in a class path. */
    public static final String FILES = "ebb.allocators";

    private static final String BUNDLED = "/ebb/allocators.toml";

    private final Map<String, Allocator> entries = new LinkedHashMap<>();

    private Catalog() {}

    /**
     * The bundled catalog and the files named by the system property {@value #FILES}.
     *
     * @throws EbbException with file and line when a file is wrong
     */
    public static Catalog load() {
        List<Path> files = new ArrayList<>();
        for (String file : System.getProperty(FILES, "").split(File.pathSeparator)) {
            if (!file.isEmpty()) {
                files.add(Path.of(file));
            }
        }
        return load(files);
    }

    static Catalog load(List<Path> files) {
        Catalog catalog = new Catalog();
        catalog.add(TomlFile.bundled(BUNDLED), Optional.empty());
        for (Path file : files) {
            catalog.add(TomlFile.read(file), Optional.of(file));
        }
        return catalog;
    }

    private void add(TomlFile file, Optional<Path> source) {
        List<TomlEntry> found = file.only("allocator").entries("allocator");
        if (found.isEmpty()) {
            throw file.top().error("There is no allocator in this file; an entry begins with [[allocator]].");
        }
        for (TomlEntry entry : found) {
            Allocator allocator = CatalogEntry.read(entry, source);
            if (entries.putIfAbsent(allocator.id(), allocator) != null) {
                throw entry.error("id", "There is an allocator '" + allocator.id() + "' already; choose another id.");
            }
        }
    }

    /** Every entry, in the order of the files. */
    public List<Allocator> all() {
        return List.copyOf(entries.values());
    }

    /** What the quick verdict runs, available or not. */
    public List<Allocator> quick() {
        return entries.values().stream().filter(Allocator::quick).toList();
    }

    /**
     * The entry of that id, or the library of that path: a value with a {@code /} in it is a path.
     *
     * @throws EbbException when there is no such entry; the nearest id is offered
     */
    public Allocator find(String value) {
        if (value.indexOf('/') >= 0) {
            return Allocator.ofPath(value);
        }
        Allocator found = entries.get(value);
        if (found == null) {
            String hint = Nearest.hint(value, entries.keySet());
            throw new EbbException("There is no allocator '" + value + "'."
                    + (hint.isEmpty() ? " Known are " + String.join(", ", entries.keySet()) + "." : hint)
                    + " A library is given by a path with a slash, as in ./libmalloc.so.");
        }
        return found;
    }
}
