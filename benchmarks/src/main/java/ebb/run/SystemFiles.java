// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.Environment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the kernel's files say about this machine; what they do not say is unknown, never an error. */
final class SystemFiles {
    private static final long KIB = 1024;
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

    private SystemFiles() {}

    /** The processor's model, or its architecture where the kernel names none. */
    static String cpu() {
        return cpu(text(Path.of("/proc/cpuinfo")));
    }

    static String cpu(String cpuinfo) {
        Matcher model = MODEL.matcher(cpuinfo);
        return model.find() ? model.group(1) : System.getProperty("os.arch");
    }

    /** Transparent huge pages: always, madvise, never or unknown. */
    static String hugePages() {
        return chosen(text(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")));
    }

    static String chosen(String enabled) {
        Matcher chosen = CHOSEN.matcher(enabled);
        return chosen.find() ? chosen.group(1) : "unknown";
    }

    static Environment.Swap swap() {
        return swap(text(Path.of("/proc/meminfo")));
    }

    static Environment.Swap swap(String meminfo) {
        long total = bytes(meminfo, "SwapTotal");
        return new Environment.Swap(total, total - bytes(meminfo, "SwapFree"));
    }

    private static long bytes(String meminfo, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + ":\\s*(\\d{1,15}) kB$").matcher(meminfo);
        return line.find() ? KIB * Long.parseLong(line.group(1)) : 0;
    }

    /** The frequency governors of all CPUs, each once; null where none can be read, as in most virtual machines. */
    static @Nullable String governor() {
        return governor(Path.of("/sys/devices/system/cpu"));
    }

    /** @param cpus folder with {@code cpu0/cpufreq/scaling_governor} and so on */
    static @Nullable String governor(Path cpus) {
        TreeSet<String> governors = new TreeSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
            for (Path cpu : folders) {
                governors.add(text(cpu.resolve("cpufreq/scaling_governor")).strip());
            }
        } catch (IOException e) {
            return null;
        }
        governors.remove("");
        return governors.isEmpty() ? null : String.join(",", governors);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
