// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * The folder of one run: {@code result.json} (JMH's), {@code rounds.json}, {@code environment.json},
 * {@code failures.json}, {@code timelines/}, {@code forks/} with each fork's result, {@code latencies/} where the profiler is on, and {@code verdict.txt} of a
 * quick verdict.
 *
 * <p>Every file is written under a temporary name, synced and renamed, so that neither a killed run nor a power cut
 * leaves half of one; and the disk is quiet again before the next fork starts.
 */
public final class RunFolder {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final String ENVIRONMENT = "environment.json";

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a new folder, named after the time, with the environment in it.
     *
     * @param parent where run folders are kept; made where it is not there
     * @throws EbbException if it cannot be made
     */
    static RunFolder create(Path parent, LocalDateTime now, Environment environment) {
        String stamp = STAMP.format(now);
        try {
            Files.createDirectories(parent);
            Path path = parent.resolve(stamp);
            for (int i = 2; !made(path); i++) {
                path = parent.resolve(stamp + "-" + i);
            }
            Files.createDirectory(path.resolve("timelines"));
            Files.createDirectory(path.resolve("forks"));
            RunFolder folder = new RunFolder(path);
            folder.replace(path.resolve(ENVIRONMENT), Json.bytes(environment));
            return folder;
        } catch (IOException e) {
            throw new EbbException("The run folder cannot be made in " + parent + " (" + Problem.of(e)
                    + "); give a folder that can be written to with --out DIR.");
        }
    }

    private static boolean made(Path path) throws IOException {
        try {
            Files.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * The folder of a run that began before.
     *
     * @throws EbbException if it is none
     */
    static RunFolder open(Path path) {
        if (!Files.exists(path.resolve(ENVIRONMENT)) || !Files.isDirectory(path.resolve("forks"))) {
            throw new EbbException(path + " is no run folder (it needs " + ENVIRONMENT + " and forks/): give --resume"
                    + " the folder that the run named when it began.");
        }
        return new RunFolder(path);
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** Where the RSS timelines go. */
    public Path timelines() {
        return path.resolve("timelines");
    }

    /** @throws EbbException if it cannot be read or is none that this Ebb wrote */
    Environment environment() {
        return EnvironmentFile.read(path.resolve(ENVIRONMENT));
    }

    void write(Environment environment) {
        write(ENVIRONMENT, Json.bytes(environment));
    }

    /**
     * Writes one file of the folder, all of it or nothing.
     *
     * @throws EbbException if it cannot be written
     */
    public void write(String name, byte[] content) {
        Path target = path.resolve(name);
        try {
            replace(target, content);
        } catch (IOException e) {
            throw new EbbException(target + " cannot be written (" + Problem.of(e) + "): set that right, and --resume "
                    + path + " goes on from there.");
        }
    }

    private void replace(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try (FileChannel file = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
                file.write(left);
            }
            file.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
            directory.force(true); // the new name is in the folder, which has to reach the disk too
        }
    }
}
