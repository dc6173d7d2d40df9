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
 * @param code those with an executable part; where ld.so fails to load a library only other parts stay mapped
 */
record MappedFiles(Set<Path> paths, Set<Path> code) {
    private static final int PERMISSIONS = 1;

    /** Address, permissions, offset, device and inode. */
    private static final int COLUMNS_BEFORE_PATH = 5;

    static MappedFiles parse(String maps) {
        Set<Path> paths = new LinkedHashSet<>();
        Set<Path> code = new LinkedHashSet<>();
        maps.lines().forEach(line -> {
            String[] columns = line.split(" +", COLUMNS_BEFORE_PATH + 1);
            if (columns.length > COLUMNS_BEFORE_PATH && columns[COLUMNS_BEFORE_PATH].startsWith("/")) {
                Path path = Path.of(columns[COLUMNS_BEFORE_PATH]);
                paths.add(path);
                if (columns[PERMISSIONS].indexOf('x') >= 0) {
                    code.add(path);
                }
            }
        });
        return new MappedFiles(paths, code);
    }

    /** These without some files. */
    MappedFiles without(Set<Path> others) {
        Set<Path> left = new LinkedHashSet<>(paths);
        left.removeAll(others);
        Set<Path> leftCode = new LinkedHashSet<>(code);
        leftCode.removeAll(others);
        return new MappedFiles(left, leftCode);
    }

    /** The file of that name, of several the one with the shortest path. */
    Optional<Path> named(String name) {
        return paths.stream()
                .filter(path -> path.endsWith(name))
                .min(Comparator.comparing(path -> path.toString().length()));
    }
}
