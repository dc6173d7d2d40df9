// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import com.google.gson.GsonBuilder;
import ebb.allocator.Resolved;
import ebb.residency.CgroupLimit;
import ebb.residency.MemInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a result depends on and JMH's JSON does not tell; becomes {@code environment.json}.
 *
 * @param memory bytes of the machine
 * @param transparentHugePages always, madvise or never; unknown where the kernel has none
 * @param memoryLimit bytes of the cgroup's limit; absent where there is none
 * @param commandLine Ebb's arguments
 */
record Environment(
        String ebb,
        List<String> commandLine,
        String cpu,
        int cores,
        long memory,
        @Nullable Long memoryLimit,
        String kernel,
        String transparentHugePages,
        String jdk,
        List<Library> allocators) {
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

    /** An allocator of the run: the glibc entries' version is that of the machine's C library. */
    record Library(
            String id,
            String family,
            String version,
            String origin,
            List<String> libraries,
            List<String> sha256,
            String packaged,
            Map<String, String> settings) {
        static Library of(Resolved resolved) {
            return new Library(
                    resolved.allocator().id(),
                    resolved.allocator().family(),
                    resolved.version(),
                    resolved.origin().map(Object::toString).orElse(""),
                    resolved.libraries().stream().map(Path::toString).toList(),
                    resolved.sha256(),
                    resolved.packaged(),
                    resolved.allocator().environment());
        }
    }

    /** Of this machine, now. */
    static Environment read(List<String> commandLine, List<Resolved> allocators) {
        return new Environment(
                Version.ebb(),
                commandLine,
                cpu(text("/proc/cpuinfo")),
                Runtime.getRuntime().availableProcessors(),
                MemInfo.read().total(),
                CgroupLimit.read().map(CgroupLimit::limit).orElse(null),
                System.getProperty("os.version"),
                chosen(text("/sys/kernel/mm/transparent_hugepage/enabled")),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                allocators.stream().map(Library::of).toList());
    }

    byte[] json() {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(this)
                .concat("\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String cpu(String cpuinfo) {
        Matcher model = MODEL.matcher(cpuinfo);
        return model.find() ? model.group(1) : System.getProperty("os.arch");
    }

    static String chosen(String enabled) {
        Matcher chosen = CHOSEN.matcher(enabled);
        return chosen.find() ? chosen.group(1) : "unknown";
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
