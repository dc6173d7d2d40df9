// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The surroundings that users have: in each, {@code allocators}, a burst of nothing, {@code compare} and {@code report} do
 * their work or say in one sentence why not. Those that take root or another JDK are skipped by name where there is none.
 */
class EnvironmentIT {
    private static final Path JDKS = Path.of("/usr/lib/jvm");
    private static final Path LOCALES = Path.of("/usr/share/i18n/locales");

    /** Seen by every user, outside of /tmp, which one of the surroundings takes away. */
    private static Path folder;

    private static Path jar;

    /** With a burst of no events that is idle for a second. */
    private static Path scenarios;

    /** A run of five forks, as few as compare takes. */
    private static Path firm;

    /**
     * How a command must end.
     *
     * @param sentence a part of what stderr or stdout must have; empty: any
     */
    private record End(int code, String sentence) {
        static final End WELL = new End(0, "");
    }

    /**
     * One row of the table.
     *
     * @param lacks what it takes and is not here; empty: nothing
     * @param prefix of the command, which sets it up
     * @param burst how a burst ends in it
     * @param page how a report does
     */
    private record Surroundings(String name, String lacks, List<String> prefix, String java, End burst, End page) {
        Surroundings(String name, String lacks, String... prefix) {
            this(name, lacks, List.of(prefix), own(), End.WELL, End.WELL);
        }

        Surroundings burst(int code, String sentence) {
            return new Surroundings(name, lacks, prefix, java, new End(code, sentence), page);
        }

        Surroundings page(int code, String sentence) {
            return new Surroundings(name, lacks, prefix, java, burst, new End(code, sentence));
        }

        @Override
        public String toString() {
            return name;
        }

        private static String own() {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }
    }

    @BeforeAll
    static void measure() throws Exception {
        folder = Files.createTempDirectory(Path.of("/var/tmp"), "ebb");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        jar = Files.copy(EbbProcess.jar(), folder.resolve("benchmarks.jar"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Path own = Files.createDirectory(folder.resolve("firm"));
        Surroundings here = new Surroundings("here", "");
        scenarios = Files.writeString(
                folder.resolve("short.toml"), "[[scenario]]\nname = \"short\"\nlike = \"null\"\nidle = 1\n");
        burst(here, own, End.WELL, 5);
        firm = run(own);
    }

    @AfterAll
    static void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static List<Surroundings> surroundings() throws Exception {
        String root = ends(0, "unshare", "-m", "true") ? "" : "the right to mount, as root has";
        List<Surroundings> all = new ArrayList<>(List.of(
                new Surroundings("a user without a home", root, asNobody("unset HOME XDG_CACHE_HOME")),
                new Surroundings("a working folder that is read-only", root, asNobody("chmod 555 ."))
                        .burst(2, "The run folder cannot be made in ")
                        .page(2, "page.html cannot be written (Permission denied)"),
                new Surroundings("a temporary folder that is read-only", root, mounted("-o ro none /tmp"))
                        .burst(2, "No temporary file, as JMH and JNA need, can be written to /tmp ("),
                new Surroundings("no cgroups", root, mounted("none /sys/fs/cgroup")),
                new Surroundings("no /sys", root, mounted("none /sys")),
                new Surroundings("few open files", "", shell("ulimit -n 32")),
                new Surroundings("short files", "", shell("ulimit -f 16"))
                        .burst(1, "File too large")
                        .page(2, "page.html cannot be written (File too large)"),
                new Surroundings("6 GB of addresses", "", shell("ulimit -v 6000000")),
                new Surroundings("the locale C", "", "env", "LC_ALL=C")));
        for (String name : List.of("ar_EG", "tr_TR", "th_TH")) {
            all.add(new Surroundings(
                    "the locale " + name,
                    Files.exists(LOCALES.resolve(name)) ? "" : LOCALES.resolve(name) + ", of Debian's package locales",
                    shell("localedef -c -i " + name + " -f UTF-8 ./" + name + ".UTF-8 2>localedef.txt;"
                            + " export LOCPATH=. LC_ALL=" + name + ".UTF-8; [ \"$(locale charmap)\" = UTF-8 ]")));
        }
        for (int version : List.of(17, 25)) {
            Optional<Path> java = jdk(version);
            all.add(new Surroundings(
                    "JDK " + version,
                    java.isPresent() ? "" : "a JDK " + version + " in " + JDKS,
                    List.of("env"),
                    java.map(Path::toString).orElse(""),
                    End.WELL,
                    End.WELL));
        }
        return all;
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("surroundings")
    void eachCommandDoesItsWorkOrSaysWhyNot(Surroundings in) throws Exception {
        assumeTrue(in.lacks().isEmpty(), in.name() + " takes " + in.lacks());
        Path own = Files.createTempDirectory(folder, "in");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));

        run(in, own, End.WELL, "allocators");
        burst(in, own, in.burst(), 1);
        run(in, own, End.WELL, "compare", firm.toString(), firm.toString());
        run(in, own, in.page(), "report", firm.toString(), "-o", "page.html");

        assertThat(Files.exists(own.resolve("page.html"))).isEqualTo(in.page().code() == 0);
        if (in.burst().code() == 0) {
            run(in, own, End.WELL, "report", run(own).toString(), "-o", "own.html");
            assertThat(run(own).getFileName().toString()).matches("[0-9]{8}-[0-9]{6}");
        }
    }

    private static void burst(Surroundings in, Path own, End end, int forks) throws Exception {
        run(
                in,
                own,
                end,
                "Burst",
                "-p",
                "allocator=glibc",
                "--scenarios",
                scenarios.toString(),
                "-p",
                "scenario=short",
                "-f",
                Integer.toString(forks));
    }

    private static void run(Surroundings in, Path own, End end, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(in.prefix());
        command.addAll(List.of(in.java(), "-Djmh.ignoreLock=true", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        // Others run at the same time, and what is read-only may be its own folder.
        Path out = folder.resolve(own.getFileName() + ".out");
        Path err = folder.resolve(own.getFileName() + ".err");
        Process process = new ProcessBuilder(command)
                .directory(own.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(EbbProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
        // Of whatever encoding the locale has.
        String said = Files.readString(err, StandardCharsets.ISO_8859_1);
        String all = Files.readString(out, StandardCharsets.ISO_8859_1) + said;
        assertThat(process.exitValue()).as("%s: %s", List.of(arguments), all).isEqualTo(end.code());
        assertThat(all).contains(end.sentence()).doesNotContain("\tat ", "fault in Ebb");
        if (end.code() != 0) {
            assertThat(said.lines()).as(said).hasSize(1);
        }
    }

    /** The one run that was made in a working folder. */
    private static Path run(Path own) throws IOException {
        try (Stream<Path> runs = Files.list(own.resolve("results/runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }

    /** The command in whose place a program runs after the set-up. */
    private static String[] shell(String setUp) {
        return new String[] {"sh", "-c", setUp + " && exec \"$@\"", "sh"};
    }

    private static String[] mounted(String what) {
        return new String[] {"unshare", "-m", "sh", "-c", "mount -t tmpfs " + what + " && exec \"$@\"", "sh"};
    }

    private static String[] asNobody(String setUp) {
        return new String[] {
            "sh", "-c", setUp + " && exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"", "sh"
        };
    }

    private static boolean ends(int code, String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == code;
    }

    private static Optional<Path> jdk(int version) throws IOException {
        if (!Files.isDirectory(JDKS)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(JDKS)) {
            return homes.filter(home -> home.getFileName().toString().matches(".*-" + version + "(\\D.*|)"))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .findFirst();
        }
    }
}
