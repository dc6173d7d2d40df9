// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A memory cgroup below this process's own; the test is left out where none may be made, as in most containers. */
public final class SmallCgroup implements AutoCloseable {
    private static final AtomicInteger MADE = new AtomicInteger();

    private final Path folder;

    public SmallCgroup(long limit) throws IOException {
        Path own = CgroupLimit.own(ProcessHandle.current().pid())
                .map(CgroupLimit.Charge::directory)
                .orElse(Path.of("/nowhere"));
        folder = own.resolve("ebb-test-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet());
        assumeTrue(Files.isWritable(own), "needs the right to make a memory cgroup");
        Files.createDirectory(folder);
        boolean limited = Stream.of(
                        "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.max", "memory.swap.max")
                .map(folder::resolve)
                .filter(Files::exists)
                .map(file -> write(file, file.endsWith("memory.swap.max") ? 0 : limit))
                .reduce(false, Boolean::logicalOr);
        if (!limited) {
            close();
        }
        assumeTrue(limited, "needs a cgroup whose children have the memory controller");
    }

    private static boolean write(Path file, long value) {
        try {
            Files.writeString(file, Long.toString(value));
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** What a shell begins with to be in it, and all that it starts. */
    public String join() {
        return "echo $$ >'" + folder.resolve("cgroup.procs") + "'; ";
    }

    @Override
    public void close() throws IOException {
        Files.delete(folder);
    }
}
