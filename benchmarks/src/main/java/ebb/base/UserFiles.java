// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of the user alone, and who else could put something in the place of one. */
public final class UserFiles {
    private static final Path PROCESS =
            Path.of("/proc").resolve(Long.toString(ProcessHandle.current().pid()));
    private static final int ROOT = 0;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;

    private UserFiles() {}

    /**
     * Ebb's cache, which need not be there: in {@code XDG_CACHE_HOME} when that is an absolute path, as its specification
     * demands, else in {@code ~/.cache}.
     */
    public static Path cacheFolder(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.startsWith("/") ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return caches.resolve("ebb");
    }

    /** Whether it belongs to the user that this process runs as; a link is looked at itself. */
    public static boolean isMine(Path file) {
        try {
            return unix(file, "uid") == me();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Why another user could replace a file: it, a folder on the way to it or a link there belongs to somebody but this
     * user and root, or others may write to it. In a folder with the sticky bit, such as /tmp, each can replace only their
     * own; a group of the user's own number is the user's alone, as Debian's useradd makes it.
     *
     * @return without a full stop; empty where nobody could
     * @throws IOException where there is no such file
     */
    public static Optional<String> exposure(Path file) throws IOException {
        for (Path path : List.of(file.toAbsolutePath(), file.toRealPath())) {
            for (Path part = path; part != null; part = part.getParent()) {
                Optional<String> why = exposureOf(part);
                if (why.isPresent()) {
                    return why;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> exposureOf(Path part) throws IOException {
        int owner = unix(part, "uid");
        if (owner != ROOT && owner != me()) {
            return Optional.of(part + " belongs to another user");
        }
        int mode = Files.isSymbolicLink(part) ? 0 : unix(part, "mode");
        boolean group = (mode & GROUP_WRITES) != 0 && unix(part, "gid") != owner;
        boolean sticky = (mode & STICKY) != 0 && Files.isDirectory(part);
        return (group || (mode & OTHERS_WRITE) != 0) && !sticky
                ? Optional.of("other users can write to " + part)
                : Optional.empty();
    }

    /** Of a link itself. */
    private static int unix(Path file, String attribute) throws IOException {
        return (int) Files.getAttribute(file, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    }

    /** The kernel's answer, which needs no entry in a file of users. */
    private static int me() throws IOException {
        return unix(PROCESS, "uid");
    }
}
