// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import ebb.base.Printable;
import ebb.base.Problem;
import ebb.residency.KernelFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process that runs, read through its folder in /proc. Nothing here changes it or stops it. */
final class Patient {
    private static final int STATE = 0;

    /** Of the words behind the command's name in stat: the ticks after boot at which it was started. */
    private static final int START = 19;

    private final long pid;
    private final Path folder;
    private final String start;

    private Patient(long pid, Path folder, String start) {
        this.pid = pid;
        this.folder = folder;
        this.start = start;
    }

    /** @throws EbbException where there is no such process, or none whose memory can be looked at */
    static Patient of(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            throw new EbbException("Process " + pid + " is Ebb itself, which says nothing of your program.");
        }
        Path folder = Path.of("/proc", Long.toString(pid));
        if (!Files.exists(folder)) {
            throw new EbbException("There is no process " + pid
                    + ": a container's processes have other numbers inside of it than outside.");
        }
        Patient patient = new Patient(pid, folder, "");
        String status = patient.text("status");
        String group = value(status, "Tgid");
        if (!group.equals(Long.toString(pid))) {
            throw new EbbException(pid + " is a thread of process " + group + ": give the process's number.");
        }
        List<String> stat = patient.stat();
        if ("ZX".contains(stat.get(STATE))) {
            throw new EbbException("Process " + pid
                    + " has ended already (its parent has not taken notice of it yet), so" + " it holds no memory.");
        }
        if (status.lines().noneMatch(line -> line.startsWith("VmRSS:"))) {
            throw new EbbException("Process " + pid + " is a thread of the kernel's, which has no memory of its own.");
        }
        return new Patient(pid, folder, stat.get(START));
    }

    long pid() {
        return pid;
    }

    /** The start of the path under which the process's own files are seen, whatever container it is in. */
    Path root() {
        return folder.resolve("root");
    }

    /** The file of a mapping; where that was deleted meanwhile, a way to it that not every user may go. */
    Path file(Mapping mapping) {
        Path file = Path.of(root() + mapping.name());
        return Files.exists(file)
                ? file
                : folder.resolve(
                        "map_files/" + Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end()));
    }

    /** Its executable, also where that was deleted meanwhile. */
    Path program() {
        return folder.resolve("exe");
    }

    /** The path of its executable, as it sees it. */
    String programName() {
        try {
            return Files.readSymbolicLink(program()).toString();
        } catch (IOException e) {
            throw unreadable("exe", e);
        }
    }

    String status() {
        return text("status");
    }

    /** A line of {@code status} without its name. */
    static String value(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .map(line -> line.substring(name.length() + 1).strip())
                .orElseThrow(() -> new EbbException("This kernel's status of a process has no line '" + name + ":'."));
    }

    /** Its state as one letter, as stat has it: S sleeps, T was stopped. */
    String state() {
        return stat().get(STATE);
    }

    /** RSS as {@code status} has it: cheap, and on some kernels off by some pages for each core. */
    long rss() {
        String status = text("status");
        if (!stat().get(START).equals(start) || status.lines().noneMatch(line -> line.startsWith("VmRSS:"))) {
            throw ended();
        }
        return KernelFiles.bytes(status, "VmRSS", "status");
    }

    /** Exact, but the kernel walks its page tables for it. */
    KernelFiles.Rollup memory() {
        String rollup = text("smaps_rollup");
        if (rollup.isEmpty()) {
            throw ended();
        }
        return KernelFiles.Rollup.parse(rollup);
    }

    List<Mapping> mappings() {
        String smaps = text("smaps");
        if (smaps.isEmpty()) {
            throw ended();
        }
        return Mapping.parse(smaps);
    }

    /** What it was started with, in one line. */
    String command() {
        String line = Printable.line(String.join(" ", text("cmdline").split("\0")));
        return line.isBlank() ? Printable.line(text("comm").strip()) : line;
    }

    /** The environment when it was started: what it changed in it since is not seen. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String each : text("environ").split("\0")) {
            int end = each.indexOf('=');
            if (end > 0) {
                environment.putIfAbsent(each.substring(0, end), each.substring(end + 1));
            }
        }
        return environment;
    }

    /** Its threads' numbers. */
    List<Long> threads() {
        List<Long> threads = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
            tasks.forEach(task -> threads.add(Long.valueOf(task.getFileName().toString())));
        } catch (IOException e) {
            throw unreadable("task", e);
        }
        return threads;
    }

    /** In which call a thread waits; empty where it runs, or has ended. */
    Optional<Waiting> waiting(long thread) {
        try {
            return Waiting.parse(Files.readString(folder.resolve("task/" + thread + "/syscall")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Eight bytes of its memory; zero where they cannot be read. */
    ResidentParts.Memory words() {
        return address -> {
            byte[] word = new byte[Long.BYTES];
            try (RandomAccessFile memory =
                    new RandomAccessFile(folder.resolve("mem").toFile(), "r")) {
                memory.seek(address);
                memory.readFully(word);
            } catch (IOException e) {
                return 0;
            }
            return ByteBuffer.wrap(word).order(ByteOrder.nativeOrder()).getLong();
        };
    }

    EbbException ended() {
        return new EbbException("Process " + pid + " has ended.");
    }

    /** A file of its folder, of whatever bytes. */
    private String text(String name) {
        try {
            return new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private EbbException unreadable(String name, IOException problem) {
        // Files of a process that is gone read as 'no such process'.
        if (problem instanceof NoSuchFileException
                || !Files.exists(folder)
                || Problem.of(problem).contains("No such process")) {
            return ended();
        }
        return new EbbException(folder.resolve(name) + " cannot be read (" + Problem.of(problem)
                + "): run as the user of the process, or with the capability CAP_SYS_PTRACE.");
    }

    /** The words of stat behind the command's name, which may hold anything. */
    private List<String> stat() {
        String stat = text("stat");
        return List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "));
    }
}
