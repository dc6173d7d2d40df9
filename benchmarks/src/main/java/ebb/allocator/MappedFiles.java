// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The files mapped into a process, from the text of {@code /proc/PID/maps}.
 *
 * @param paths each once, in the order of the addresses
 */
record MappedFiles(Set<Path> paths) {
    /** Address, permissions, offset, device and inode stand before the path. */
    private static final int COLUMNS_BEFORE_PATH = 5;

    static MappedFiles parse(String maps) {
        Set<Path> paths = new LinkedHashSet<>();
        maps.lines().forEach(line -> {
            String[] columns = line.split(" +", COLUMNS_BEFORE_PATH + 1);
            if (columns.length > COLUMNS_BEFORE_PATH && columns[COLUMNS_BEFORE_PATH].startsWith("/")) {
                paths.add(Path.of(columns[COLUMNS_BEFORE_PATH]));
            }
        });
        return new MappedFiles(paths);
    }

    /** The file of that name, of several the one with the shortest path. */
    Optional<Path> named(String name) {
        return paths.stream()
                .filter(path -> path.endsWith(name))
                .min(Comparator.comparing(path -> path.toString().length()));
    }
}
