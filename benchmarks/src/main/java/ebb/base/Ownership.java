// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Who can put something else in a file's place: the user alone, or others. */
public final class Ownership {
    private static final int ROOT = 0;
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private Ownership() {}

    /** Whether it belongs to the user that this process runs as; a link is looked at itself. */
    public static boolean isMine(Path file) {
        try {
            return of(file) == me();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Why another user could replace the file: it, or a folder on the way to it, belongs to somebody but this user and
     * root, or others may write to it. In a folder with the sticky bit, such as /tmp, each can replace only their own.
     *
     * @param file that is there, by a path without links
     * @return without the path of the file and without a full stop; empty where nobody could
     */
    public static Optional<String> exposure(Path file) throws IOException {
        for (Path part = file.toAbsolutePath(); part != null; part = part.getParent()) {
            Map<String, Object> is = Files.readAttributes(part, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            int owner = (int) is.get("uid");
            int mode = (int) is.get("mode");
            if (owner != ROOT && owner != me()) {
                return Optional.of(part + " belongs to another user");
            }
            if ((mode & OTHERS_WRITE) != 0 && ((mode & STICKY) == 0 || !Files.isDirectory(part))) {
                return Optional.of("other users can write to " + part);
            }
        }
        return Optional.empty();
    }

    private static int of(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** The kernel's answer, which needs no entry in a file of users. */
    private static int me() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
