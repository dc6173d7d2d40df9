// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that the host tells a fork besides JMH's own parameters: which fork it is, and what it is to run on. It crosses as
 * system properties, written and read only here; the fork reads no catalog.
 *
 * @param run the run's folder, by which a fork is found when the process that started it was killed
 * @param fork which fork of its row this is, from 1; warm-up forks are counted apart
 * @param scenarios the user's scenario files
 * @param proof where the fork writes down what it has proven
 * @param id the allocator's id or path
 * @param family as in the catalog
 * @param preload real paths of what is preloaded; empty for the C library
 * @param environment the variables of the catalog's entry
 * @param expect the settings to be read back
 * @param releases when the fork has its memory released
 * @param prefix of the allocator that the program of a service has linked in; empty where the allocator is preloaded
 * @param stems beginnings of the file names of all the catalog's libraries, such as {@code libjemalloc.so}
 */
public record ForkAssignment(
        Path run,
        int fork,
        List<Path> scenarios,
        Path proof,
        String id,
        Family family,
        List<Path> preload,
        Map<String, String> environment,
        Map<String, String> expect,
        Releases releases,
        Optional<String> prefix,
        List<String> stems) {
    private static final String RUN = "ebb.run";
    private static final String FOLDER = "ebb.run.folder";
    private static final String FORK = "ebb.fork";
    private static final String SCENARIOS = "ebb.scenarios.";
    private static final String PROOF = "ebb.proof";
    private static final String ID = "ebb.allocator.id";
    private static final String FAMILY = "ebb.allocator.family";
    private static final String PRELOAD = "ebb.allocator.preload";
    private static final String ENVIRONMENT = "ebb.allocator.environment.";
    private static final String EXPECT = "ebb.allocator.expect.";
    private static final String RELEASES = "ebb.allocator.";
    private static final String PREFIX = "ebb.allocator.prefix";
    private static final String BRIEF = "ebb.brief";
    private static final String STEMS = "ebb.allocator.stems";
    private static final String CGROUP = "ebb.cgroup";

    /**
     * On the host: that of one fork.
     *
     * @param resolved what it is to run on
     */
    public static ForkAssignment of(
            Path run, int fork, List<Path> scenarios, Path proof, Resolved resolved, Catalog catalog) {
        Allocator allocator = resolved.allocator();
        return new ForkAssignment(
                run,
                fork,
                scenarios,
                proof,
                allocator.id(),
                allocator.family(),
                resolved.preload(),
                allocator.environment(),
                allocator.expect(),
                allocator.releases(),
                allocator.prefix(),
                catalog.all().stream()
                        .flatMap(entry -> entry.libraries().stream())
                        .map(ForkAssignment::stem)
                        .distinct()
                        .toList());
    }

    /** The same fork of which nothing is to run on the allocator but what it starts itself. */
    ForkAssignment withoutAllocator() {
        return new ForkAssignment(
                run, fork, scenarios, proof, id, family, List.of(), Map.of(), expect, releases, prefix, stems);
    }

    /** In a fork: its own; empty in the host, and in a fork that Ebb did not start. */
    public static Optional<ForkAssignment> ofThisProcess() {
        return from(System.getProperties());
    }

    /** An option of the JVM for forks of which only is wanted whether they survive: their last idle period is short. */
    public static String brief() {
        return option(BRIEF, "true");
    }

    /** Whether this process is such a fork. */
    public static boolean isBrief() {
        return Boolean.getBoolean(BRIEF);
    }

    /** An option of the JVM for forks whose service is to run in a cgroup, by its folder. */
    public static String cgroup(Path folder) {
        return option(CGROUP, folder.toString());
    }

    /** The cgroup that the service of this fork joins before it starts; empty where it stays in that of the fork. */
    public static Optional<Path> cgroup() {
        return Optional.ofNullable(System.getProperty(CGROUP)).map(Path::of);
    }

    /** Which fork of its row this process is, from 1; 0 where it is none that Ebb started. */
    public static int forkNumber() {
        return ofThisProcess().map(ForkAssignment::fork).orElse(0);
    }

    static Optional<ForkAssignment> from(Properties properties) {
        if (properties.getProperty(ID) == null) {
            return Optional.empty();
        }
        return Optional.of(new ForkAssignment(
                Path.of(properties.getProperty(RUN, "")),
                Integer.parseInt(properties.getProperty(FORK, "0")),
                numbered(properties, SCENARIOS),
                Path.of(properties.getProperty(PROOF, "")),
                properties.getProperty(ID),
                Family.of(properties.getProperty(FAMILY, "")).orElse(Family.UNKNOWN),
                list(properties, PRELOAD, File.pathSeparator).stream()
                        .map(Path::of)
                        .toList(),
                group(properties, ENVIRONMENT),
                group(properties, EXPECT),
                Releases.of(name -> properties.getProperty(RELEASES + name)),
                Optional.ofNullable(properties.getProperty(PREFIX)),
                list(properties, STEMS, ",")));
    }

    /** As options of the JVM. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        options.addAll(marks(run));
        options.add(option(FORK, Integer.toString(fork)));
        for (int i = 0; i < scenarios.size(); i++) {
            options.add(option(SCENARIOS + i, scenarios.get(i).toString()));
        }
        options.add(proofMark(proof));
        options.add(option(ID, id));
        options.add(option(FAMILY, family.toString()));
        options.add(
                option(PRELOAD, preload.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        options.add(option(STEMS, String.join(",", stems)));
        releases.settings().forEach((name, value) -> options.add(option(RELEASES + name, value)));
        prefix.ifPresent(text -> options.add(option(PREFIX, text)));
        environment.forEach((name, value) -> options.add(option(ENVIRONMENT + name, value)));
        expect.forEach((name, value) -> options.add(option(EXPECT + name, value)));
        return options;
    }

    /**
     * Options that only forks of the run in this folder have, whatever path names the folder: its real path, and what the
     * kernel knows it by, which stays the same when the folder is moved.
     */
    public static List<String> marks(Path run) {
        List<String> marks =
                new ArrayList<>(List.of(option(RUN, Libraries.real(run).toString())));
        try {
            Object key = Files.readAttributes(run, BasicFileAttributes.class).fileKey();
            marks.add(option(FOLDER, String.valueOf(key)));
        } catch (IOException e) {
            // There is no such folder: its path is all that a fork of it can have.
        }
        return marks;
    }

    /** An option that no other fork has. */
    public static String proofMark(Path proof) {
        return option(PROOF, proof.toString());
    }

    private static String option(String name, String value) {
        return "-D" + name + "=" + value;
    }

    /** Files of any name: what would separate them may be in one. */
    private static List<Path> numbered(Properties properties, String name) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> properties.getProperty(name + i))
                .takeWhile(Objects::nonNull)
                .map(Path::of)
                .toList();
    }

    private static List<String> list(Properties properties, String name, String separator) {
        return Arrays.stream(properties.getProperty(name, "").split(separator))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static Map<String, String> group(Properties properties, String prefix) {
        Map<String, String> group = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(prefix)) {
                group.put(name.substring(prefix.length()), properties.getProperty(name));
            }
        }
        return group;
    }

    private static String stem(String library) {
        String file = library.substring(library.lastIndexOf('/') + 1);
        int end = file.indexOf(".so");
        return end < 0 ? file : file.substring(0, end) + ".so";
    }
}
