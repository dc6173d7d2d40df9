// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Printable;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of a process: of {@code /proc/PID}, read anew at each call. One that has ended has no program, no
 * memory and no threads.
 */
public final class OtherProcess {
    private static final Path PROC = Path.of("/proc");
    private static final String DELETED = " (deleted)";

    private final Path folder;
    private final long pid;

    public OtherProcess(long pid) {
        this(pid, PROC);
    }

    /** @param proc in the place of /proc */
    OtherProcess(long pid, Path proc) {
        this.pid = pid;
        this.folder = proc.resolve(Long.toString(pid));
    }

    public long pid() {
        return pid;
    }

    /** As a sentence names it. */
    String text() {
        return "process " + pid
                + program()
                        .map(file -> isNamedAs(file) ? " (" + file + ")" : ", " + name(file))
                        .orElse("");
    }

    /** As a sentence names the program that it runs. */
    String name() {
        return program().map(this::name).orElse("");
    }

    /** Redis is started as redis-server, which is a link to redis-check-rdb. */
    private String name(Path file) {
        return isNamedAs(file) ? file.toString() : command() + " (" + file + ")";
    }

    private boolean isNamedAs(Path file) {
        return String.valueOf(file.getFileName()).startsWith(command());
    }

    /** The first 15 characters of what it was started as, or of what it calls itself since; empty where it has ended. */
    private String command() {
        return Printable.line(text("comm").strip());
    }

    /** The file that it runs, by its path when it was started; empty where it has none, or has ended. */
    public Optional<Path> program() {
        try {
            String path = Files.readSymbolicLink(folder.resolve("exe")).toString();
            return Optional.of(
                    Path.of(path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path));
        } catch (AccessDeniedException e) {
            throw new EbbException(
                    "Process " + pid + " of the service belongs to another user, and nothing can be read of"
                            + " it: run Ebb as that user, or as root.");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it is a process in use: neither ended, nor of the kernel. */
    public boolean hasMemory() {
        return program().isPresent();
    }

    /** The same file, whatever has become of its path. */
    Path image() {
        return folder.resolve("exe");
    }

    MappedFiles mapped() {
        return MappedFiles.parse(text("maps"));
    }

    /** Variables as they were when its program started, one after the other, each with a zero behind it. */
    String environment() {
        return text("environ");
    }

    /** As the kernel has them. */
    List<String> threads() {
        return threads(folder.resolve("task"));
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** The names of the threads that a folder lists. */
    static List<String> threads(Path folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder)) {
            for (Path task : tasks) {
                addName(task, names);
            }
        } catch (NoSuchFileException | DirectoryIteratorException e) {
            return names; // it has ended
        } catch (IOException e) {
            throw new EbbException("Cannot read " + folder + ": " + Problem.of(e) + ".");
        }
        return names;
    }

    private static void addName(Path task, List<String> names) {
        try {
            names.add(Files.readString(task.resolve("comm")).strip());
        } catch (IOException e) {
            // The thread ended since the folder was listed.
        }
    }
}
