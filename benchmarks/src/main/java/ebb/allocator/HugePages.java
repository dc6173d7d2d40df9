// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.base.Trial;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The transparent huge pages of one fork and of all that it starts: the parameter {@code thp}.
 *
 * <p>A process can only be given fewer of them than the machine's setting gives, by prctl. That is done by a program which
 * then becomes the fork, before its JVM and its allocator begin; the kernel keeps it over fork and exec, and it is read
 * back in the fork, and in each process of a service.
 *
 * @param rule as the shim names it: host (prctl is not to have set anything), never, madvise; empty where nobody asked
 */
public record HugePages(Optional<String> rule) {
    /** Beginning with what gives least. */
    enum Setting {
        NEVER,
        MADVISE,
        ALWAYS;

        private static final Pattern CHOSEN = Pattern.compile("\\[(never|madvise|always)]");

        private static Setting in(Path file) {
            try {
                Matcher chosen = CHOSEN.matcher(Files.readString(file));
                return chosen.find() ? valueOf(chosen.group(1).toUpperCase(Locale.ROOT)) : NEVER;
            } catch (IOException e) {
                return NEVER;
            }
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The machine's setting: of all sizes of pages that of the one with most.
     *
     * @param file that says so
     */
    record Machine(Setting setting, Path file) {
        private static final Path FOLDER = Path.of("/sys/kernel/mm/transparent_hugepage");

        static Machine read() {
            return in(FOLDER);
        }

        /** @param folder with enabled, and hugepages-64kB/enabled and so on, where that may be "inherit" */
        static Machine in(Path folder) {
            Machine most = of(folder);
            try (DirectoryStream<Path> sizes = Files.newDirectoryStream(folder, "hugepages-*")) {
                for (Path size : sizes) {
                    Machine own = of(size);
                    most = own.setting.compareTo(most.setting) > 0 ? own : most;
                }
            } catch (IOException e) {
                return most; // no such folder: there are no huge pages
            }
            return most;
        }

        private static Machine of(Path folder) {
            Path file = folder.resolve("enabled");
            return new Machine(Setting.in(file), file);
        }
    }

    private static final String PARAMETER = "-p thp=";
    private static final String PROPERTY = "ebb.thp";
    private static final String HOST = "host";

    /** @param asked a value of the parameter, checked before; null where a benchmark has it not */
    static HugePages of(@Nullable String asked) {
        return of(asked == null ? HOST : asked, Machine.read().setting());
    }

    static HugePages of(String asked, Setting machine) {
        return new HugePages(
                switch (asked) {
                    case "never" -> Optional.of("never");
                    case "madvise" -> Optional.of(machine == Setting.ALWAYS ? "madvise" : HOST);
                    case "always" -> Optional.of(HOST);
                    default -> Optional.empty();
                });
    }

    /** In a fork: its own. */
    static HugePages ofThisProcess() {
        return new HugePages(Optional.ofNullable(System.getProperty(PROPERTY)));
    }

    /**
     * Refuses values that are none, and those that no fork can have on this machine.
     *
     * @param asked the parameter's value
     * @throws EbbException with what is wrong
     */
    public static void check(String asked) {
        check(asked, Machine.read()).ifPresent(HugePages::requireKernel);
    }

    /** @return the rule that the kernel must be able to set; empty where there is nothing to set */
    static Optional<String> check(String asked, Machine machine) {
        if (!List.of(HOST, "never", "madvise", "always").contains(asked)) {
            throw new EbbException(PARAMETER + asked + " is none of host, never, madvise, always.");
        }
        if ((asked.equals("always") && machine.setting() != Setting.ALWAYS)
                || (asked.equals("madvise") && machine.setting() == Setting.NEVER)) {
            throw new EbbException(PARAMETER + asked + " cannot be set for a fork alone: the kernel lets a process have"
                    + " fewer huge pages than the machine's setting gives, never more, and "
                    + machine.file() + " says " + machine.setting() + "; as root, write " + asked + " into it.");
        }
        return of(asked, machine.setting()).rule().filter(rule -> !rule.equals(HOST));
    }

    private static void requireKernel(String rule) {
        List<String> command = new ArrayList<>(starting(rule));
        command.add("true");
        try {
            Trial tried = Trial.of(command);
            if (tried.status() != 0) {
                throw new EbbException(PARAMETER + rule + " needs a kernel that has it ("
                        + (rule.equals("madvise") ? "Linux 6.18, PR_THP_DISABLE_EXCEPT_ADVISED" : "Linux 3.15")
                        + "), and this one refuses: " + tried.says() + ".");
            }
        } catch (IOException e) {
            throw new EbbException(command.get(0) + " cannot be started (" + Problem.of(e) + ").");
        }
    }

    private static List<String> starting(String rule) {
        return List.of(ServiceCommand.program("ebb-thp").toString(), rule);
    }

    /** The words before the fork's command; none where nothing is to be set. */
    List<String> before() {
        return rule.filter(wanted -> !wanted.equals(HOST))
                .map(HugePages::starting)
                .orElse(List.of());
    }

    /** Options of the fork's JVM. */
    List<String> options() {
        return rule.map(wanted -> List.of("-D" + PROPERTY + "=" + wanted)).orElse(List.of());
    }

    /**
     * Compares with what the process itself reads.
     *
     * @param facts the shim's
     * @throws EbbException where it has another
     */
    void prove(Map<String, String> facts, Proof.Place place) {
        String is = facts.getOrDefault("thp", "nothing");
        rule.filter(wanted -> !wanted.equals(is)).ifPresent(wanted -> {
            throw new EbbException(
                    "The huge pages are not as asked for" + place.process() + ": by prctl it should have "
                            + wanted + ", and it has " + is + "; see what changes that: " + place.changer()
                            + ", or the allocator's own settings.");
        });
    }
}
