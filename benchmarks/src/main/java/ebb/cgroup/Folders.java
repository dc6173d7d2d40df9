// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The folders of this process's memory cgroup and of those above it, up to where the hierarchy is mounted.
 *
 * @param version1 of the memory controller of version 1, empty where it is not mounted
 * @param version2 of the unified hierarchy
 */
record Folders(List<Path> version1, List<Path> version2) {
    /**
     * @param cgroup text of /proc/self/cgroup
     * @param mountinfo text of /proc/self/mountinfo
     */
    static Folders parse(String cgroup, String mountinfo) {
        List<Path> version1 = new ArrayList<>();
        List<Path> version2 = new ArrayList<>();
        for (String line : mountinfo.lines().toList()) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ", -1);
            String[] type = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (mount.length < 5 || type.length < 3) {
                continue;
            }
            if (type[0].equals("cgroup2")) {
                version2.addAll(upward(pathOf(cgroup, ""), unescaped(mount[3]), unescaped(mount[4])));
            } else if (type[0].equals("cgroup")
                    && Arrays.asList(type[2].split(",", -1)).contains("memory")) {
                version1.addAll(upward(pathOf(cgroup, "memory"), unescaped(mount[3]), unescaped(mount[4])));
            }
        }
        return new Folders(version1, version2);
    }

    /** Lines are id:controllers:path; version 2 has no controllers. The path may hold colons. */
    private static String pathOf(String cgroup, String controller) {
        for (String line : cgroup.lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
                return parts[2];
            }
        }
        return "/";
    }

    /**
     * A container may see its own cgroup mounted under a path of the host, or a path above its mount's root; then
     * it sees one cgroup only, the mount point.
     */
    private static List<Path> upward(String path, String root, String mountPoint) {
        Path mount = Path.of(mountPoint);
        Path top = Path.of(root);
        Path own = Path.of(path);
        Path directory = own.startsWith(top) && own.equals(own.normalize())
                ? mount.resolve(top.relativize(own).toString())
                : mount;
        List<Path> all = new ArrayList<>();
        while (directory != null && directory.startsWith(mount)) {
            all.add(directory);
            directory = directory.getParent();
        }
        return all;
    }

    /** Space, tab, newline and backslash are escaped as three octal digits. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
