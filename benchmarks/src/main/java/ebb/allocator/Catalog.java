// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import ebb.results.RowKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The allocators that a run can choose from: the bundled ones, and those in the user's files. A command loads it once and
 * hands it down; it looks for each allocator's libraries once.
 */
public final class Catalog {
    /** What a benchmark without the parameter {@link RowKey#ALLOCATOR} runs on. */
    public static final String DEFAULT = "glibc";

    private static final String BUNDLED = "/ebb/allocators.toml";

    private final List<Path> files;
    private final Libraries libraries;
    private final Map<String, Allocator> entries = new LinkedHashMap<>();
    private final Map<Allocator, Resolved> resolved = new HashMap<>();

    private Catalog(List<Path> files) {
        this.files = files.stream().map(Path::toAbsolutePath).toList();
        this.libraries = Libraries.ofThisMachine();
    }

    /**
     * The bundled catalog and these files.
     *
     * @throws EbbException with file and line when a file is wrong
     */
    public static Catalog load(List<Path> files) {
        Catalog catalog = new Catalog(files);
        catalog.add(TomlFile.bundled(BUNDLED), Optional.empty());
        catalog.files.forEach(file -> catalog.add(TomlFile.read(file), Optional.of(file)));
        return catalog;
    }

    private void add(TomlFile file, Optional<Path> source) {
        for (TomlEntry entry : file.only("allocator")) {
            Allocator allocator = CatalogEntry.read(entry, source);
            if (entries.putIfAbsent(allocator.id(), allocator) != null) {
                throw entry.error("id", "There is an allocator '" + allocator.id() + "' already; choose another id.");
            }
        }
    }

    /** The user's files, by their absolute paths. */
    public List<Path> files() {
        return files;
    }

    /** Every entry, in the order of the files. */
    public List<Allocator> all() {
        return List.copyOf(entries.values());
    }

    /** Every entry of the same library with settings or release calls; none where this is not one without any. */
    public List<Allocator> cures(String plain) {
        Allocator found = entries.get(plain);
        return found == null || !found.settings().isEmpty()
                ? List.of()
                : entries.values().stream()
                        .filter(entry -> !entry.settings().isEmpty()
                                && entry.family() == found.family()
                                && entry.libraries().equals(found.libraries())
                                && entry.prefix().equals(found.prefix()))
                        .toList();
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
            throw new EbbException("There is no allocator '" + value + "'."
                    + Nearest.hintOrAll(value, entries.keySet())
                    + " A library is given by a path with a slash and without commas, as in ./libmalloc.so.");
        }
        return found;
    }

    /** Where an allocator is on this machine; looked for the first time only. */
    public Resolved resolve(Allocator allocator) {
        return resolved.computeIfAbsent(allocator, libraries::find);
    }
}
