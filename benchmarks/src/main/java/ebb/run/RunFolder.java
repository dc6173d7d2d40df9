// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Problem;
import ebb.shim.EbbException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * The folder of one run: {@code result.json} (JMH's), {@code environment.json}, {@code timelines/}, {@code forks/}
 * with one JMH JSON a fork, {@code latencies/} where the profiler is on, and {@code verdict.txt} of a quick verdict.
 *
 * <p>Every file is written under a temporary name and renamed, so that a reader never sees half of one.
 */
public final class RunFolder {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Path path;
    private int forks;

    private RunFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a new folder, named after the time.
     *
     * @param parent where run folders are kept; made where it is not there
     * @throws EbbException if it cannot be made
     */
    public static RunFolder create(Path parent, LocalDateTime now) {
        String stamp = STAMP.format(now);
        try {
            Files.createDirectories(parent);
            Path path = parent.resolve(stamp);
            for (int i = 2; !made(path); i++) {
                path = parent.resolve(stamp + "-" + i);
            }
            Files.createDirectory(path.resolve("timelines"));
            Files.createDirectory(path.resolve("forks"));
            return new RunFolder(path);
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

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** Where the RSS timelines go. */
    public Path timelines() {
        return path.resolve("timelines");
    }

    /** Writes one file of the folder, all of it or nothing. */
    public void write(String name, byte[] content) {
        Path target = path.resolve(name);
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.write(temporary, content);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EbbException(target + " cannot be written (" + Problem.of(e) + ").");
        }
    }

    /** Keeps one fork's result, in JMH's JSON: {@code forks/003-Burst.run-jemalloc-quick-fork1.json}. */
    void writeFork(ForkPlan plan, RunResult result) {
        StringBuilder name = new StringBuilder(String.format("%03d-", ++forks));
        String label = plan.row().label();
        name.append(label.contains(" (") ? label.substring(0, label.indexOf(" (")) : label);
        plan.row().params().forEach(p -> name.append('-').append(p.value()));
        name.append("-fork").append(plan.fork()).append(".json");
        write(
                "forks/" + name.toString().replaceAll("[^A-Za-z0-9._-]+", "_"),
                Results.bytes(ResultFormatType.JSON, List.of(result)));
    }
}
