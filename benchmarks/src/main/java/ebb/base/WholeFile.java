// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Writes files atomically: a reader finds the whole file or what was there before, also after a kill or a power cut. It is
 * written under a new name in the same folder, synced, then renamed.
 *
 * <pre>{@code
 * WholeFile.write(Path.of("report.html"), page, "name another place with -o FILE");
 * }</pre>
 *
 * <p>Content goes through java.io in pieces of 8 KiB, since forks write their own timelines: java.nio, and java.io above
 * that size, would take a buffer from the allocator under test.
 */
public final class WholeFile {
    /** The most that is read of one file, bytes: several thousand times what a run writes. */
    public static final int MOST = 256 << 20;

    private static final int PIECE = 8192;
    private static final String BEGINNING = ".ebb-";
    private static final String ENDING = ".part";
    private static final int MOST_LINKS = 40;

    /** What goes into a file, a piece after the other. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /** @throws EbbException naming the file and the reason, with what to do: {@code advice}, without a full stop */
    public static void write(Path file, String text, String advice) {
        write(file, text.getBytes(StandardCharsets.UTF_8), advice);
    }

    public static void write(Path file, byte[] content, String advice) {
        try {
            write(file, content);
        } catch (IOException e) {
            throw new EbbException(file + " cannot be written (" + Problem.of(e) + "): " + advice + ".");
        }
    }

    /**
     * Makes missing folders. What is not a regular file, such as {@code /dev/stdout}, is written to directly; a link stays,
     * and the file that it names is replaced.
     *
     * @throws IOException where it cannot be written; what was there is then unchanged, and nothing else is left
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, out -> write(out, content));
    }

    /** The same for what is too large to be held in memory at one time. */
    public static void write(Path file, Content content) throws IOException {
        Path target = followed(file.toAbsolutePath());
        if (Files.isDirectory(target)) {
            throw new FileSystemException(file.toString(), null, "it is a folder");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (OutputStream out = new FileOutputStream(target.toFile())) {
                content.writeTo(out);
            }
            return;
        }
        Path folder = target.resolveSibling("").normalize();
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(file.toString(), null, e.getFile() + " is no folder");
        }
        File part = File.createTempFile(BEGINNING, ENDING, folder.toFile()); // never one that is there, nor a link
        try {
            try (FileOutputStream out = new FileOutputStream(part)) {
                content.writeTo(out);
                out.getFD().sync();
            }
            Files.move(part.toPath(), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part.toPath());
            throw e;
        }
        sync(folder);
    }

    /** Makes the names in a folder reach the disk. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /**
     * Makes the folder and proves that a file can be made in it, so that a long run does not find out at its end.
     *
     * @param what cannot be written otherwise, as in "No timeline"
     * @throws EbbException where it cannot
     */
    public static void prepare(Path folder, String what, String advice) {
        try {
            Files.createDirectories(folder);
            Files.delete(File.createTempFile(BEGINNING, ENDING, folder.toFile()).toPath());
        } catch (IOException e) {
            throw new EbbException(what + " can be written to " + folder + " (" + Problem.of(e) + "): " + advice + ".");
        }
    }

    /** @throws EbbException naming the file where it cannot be read or is not UTF-8 */
    public static String read(Path file) {
        try {
            return text(file);
        } catch (CharacterCodingException e) {
            throw new EbbException(file + " is not UTF-8 text.");
        } catch (IOException e) {
            throw new EbbException("Cannot read " + file + ": " + Problem.of(e) + ".");
        }
    }

    /**
     * The same for those who say what is wrong in words of their own.
     *
     * @throws CharacterCodingException where it is no UTF-8
     * @throws IOException where it cannot be read
     */
    public static String text(Path file) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(file)))
                .toString();
    }

    /** @throws IOException where it is no regular file, has more than {@link #MOST} bytes or cannot be read */
    public static byte[] bytes(Path file) throws IOException {
        try (InputStream in = open(file, MOST)) {
            byte[] content = in.readNBytes(MOST + 1); // its size says nothing in /proc, and may grow meanwhile
            if (content.length > MOST) {
                throw tooLarge(file, MOST);
            }
            return content;
        }
    }

    /**
     * For what is read a piece after the other.
     *
     * @param most MiB
     * @throws IOException where it is no regular file, has more than that or cannot be opened; when it is read, a
     *     {@link CharacterCodingException} where it is no UTF-8
     */
    public static Reader reader(Path file, int most) throws IOException {
        return new InputStreamReader(open(file, (long) most << 20), StandardCharsets.UTF_8.newDecoder());
    }

    private static InputStream open(Path file, long most) throws IOException {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        if (!is.isRegularFile()) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    is.isDirectory() ? "it is a folder" : "it is a pipe or a device, not a file");
        }
        if (is.size() > most) {
            throw tooLarge(file, most);
        }
        return Files.newInputStream(file);
    }

    private static FileSystemException tooLarge(Path file, long most) {
        return new FileSystemException(
                file.toString(), null, "it has more than " + (most >> 20) + " MiB, the most that Ebb reads");
    }

    /** Deletes what a process that was killed left of files in this folder; nobody may be writing to it. */
    public static void deleteParts(Path folder) throws IOException {
        try (var parts = Files.newDirectoryStream(folder, BEGINNING + "*" + ENDING)) {
            for (Path part : parts) {
                Files.delete(part);
            }
        }
    }

    private static void write(OutputStream out, byte[] content) throws IOException {
        for (int at = 0; at < content.length; at += PIECE) {
            out.write(content, at, Math.min(PIECE, content.length - at));
        }
    }

    /** The file that a link names, which need not exist. */
    private static Path followed(Path file) throws IOException {
        Path target = file;
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "its links lead nowhere");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }
}
