// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of cgroups, which the kernel makes with their folder and takes away with it. */
class KernelTree {
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

    void remove(Path folder) throws IOException {
        Files.delete(folder);
    }

    /** A process that does nothing more joins a cgroup as a fork does. */
    void join(Path folder) throws IOException {
        List<String> command = new ArrayList<>(Cgroup.joining(folder));
        command.add("true");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("no process may join one below it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).toList();
        }
    }
}
