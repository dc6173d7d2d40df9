// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import ebb.base.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of cgroups, which the kernel makes with their folder and takes away with it. */
class KernelTree {
    /** How long a process that was killed may still be in its cgroup: it gives its memory back first. */
    Duration longestEnd() {
        return Duration.ofSeconds(20);
    }

    String read(Path file) throws IOException {
        return Files.readString(file);
    }

    /** In one write: the kernel takes each for a whole value. */
    void write(Path file, String value) throws IOException {
        Files.write(file, value.getBytes(StandardCharsets.UTF_8));
    }

    boolean has(Path file) {
        return Files.exists(file);
    }

    void make(Path folder) throws IOException {
        Files.createDirectory(folder);
    }

    /** Also where it is gone already. */
    void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder);
    }

    /** A process that does nothing more joins a cgroup as a fork does. */
    void join(Path folder) throws IOException {
        List<String> command = new ArrayList<>(Cgroup.joining(folder));
        command.add("true");
        if (Trial.of(command).status() != 0) {
            throw new IOException("no process may join one below it");
        }
    }

    void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** None of one that is gone. */
    List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** It and all below it, each before the one that it is in: the kernel removes none that has another. */
    List<Path> fromBelow(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path child : children(folder)) {
            all.addAll(fromBelow(child));
        }
        all.add(folder);
        return all;
    }
}
