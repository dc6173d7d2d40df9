// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.allocator.ElfFile;
import ebb.allocator.Family;
import ebb.base.EbbException;
import ebb.base.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which allocator a process has, by what its files define.
 *
 * <p>ld.so gives a call of malloc to the first file that offers it: the program, what is preloaded, then what each needs,
 * level by level. The same is followed here. A library that the program loads later does not count, as its malloc is not
 * called by others. What is linked into the program is known by its table for debuggers, which a stripped program lacks.
 *
 * @param family where it is one of those that Ebb knows
 * @param words what it is, in words
 * @param files in which its code is, the one with its calls first; none where it cannot be told
 * @param prefix of its functions' names, such as {@code _rjem_}
 * @param linkedIn whether it is a part of the program, whose other functions stand around it
 */
record AllocatorInUse(Optional<Family> family, String words, List<LoadedFile> files, String prefix, boolean linkedIn) {

    /** Functions by which a family's library is known, in the order in which they are asked for. */
    private static final Map<String, Family> SIGNS = signs();

    /** Prefixes that jemalloc is built with where it is not to replace malloc: none, Rust's, and its own default. */
    private static final List<String> PREFIXES = List.of("", "_rjem_", "je_");

    private static Map<String, Family> signs() {
        Map<String, Family> signs = new LinkedHashMap<>();
        signs.put("mallctl", Family.JEMALLOC);
        signs.put("mi_collect", Family.MIMALLOC);
        signs.put("MallocExtension_ReleaseFreeMemory", Family.TCMALLOC);
        signs.put("__TBB_malloc_proxy", Family.TBBMALLOC);
        signs.put("__scudo_print_stats", Family.SCUDO);
        signs.put("gnu_get_libc_version", Family.GLIBC);
        return signs;
    }

    /** @throws EbbException where the program cannot be read */
    static AllocatorInUse of(Patient patient, List<Mapping> mappings) {
        String name = patient.programName();
        Map<String, Path> files = LoadedFile.all(mappings, patient, name);
        LoadedFile program;
        try {
            program = LoadedFile.read(name, patient.program(), mappings);
        } catch (EbbException e) {
            return unknown(e.getMessage() + ", so it cannot be told which functions it has");
        }
        Optional<AllocatorInUse> inside = linkedIn(program);
        if (inside.isPresent()) {
            return inside.get();
        }
        if (program.elf().needed().isEmpty()) {
            return unknown("the program is linked statically and names no malloc of a kind that is known");
        }
        String preload = patient.environment().getOrDefault("LD_PRELOAD", "");
        return shared(program, files, mappings, List.of(preload.split("[:\\s]+")), patient);
    }

    private static Optional<AllocatorInUse> linkedIn(LoadedFile program) {
        String where = " in the program";
        if (program.symbols().sections().contains(".gopclntab") || program.has("runtime.mallocgc")) {
            return Optional.of(
                    new AllocatorInUse(Optional.empty(), "Go's runtime," + where, List.of(program), "", true));
        }
        for (String prefix : PREFIXES) {
            if (program.has(prefix + "mallctl")) {
                String name = "jemalloc, linked" + where + (prefix.isEmpty() ? "" : " as " + prefix + "malloc");
                return Optional.of(
                        new AllocatorInUse(Optional.of(Family.JEMALLOC), name, List.of(program), prefix, true));
            }
        }
        for (Map.Entry<String, Family> sign : SIGNS.entrySet()) {
            if (program.has(sign.getKey()) && (program.has("malloc") || sign.getValue() != Family.GLIBC)) {
                return Optional.of(new AllocatorInUse(
                        Optional.of(sign.getValue()),
                        sign.getValue() + ", linked" + where,
                        List.of(program),
                        "",
                        true));
            }
        }
        if (program.has("malloc_trim") && program.has("malloc")) {
            return Optional.of(
                    new AllocatorInUse(Optional.of(Family.GLIBC), "glibc, linked" + where, List.of(program), "", true));
        }
        if (program.has("__libc_malloc_impl")) {
            return Optional.of(
                    new AllocatorInUse(Optional.empty(), "musl, linked" + where, List.of(program), "", true));
        }
        return program.has("malloc")
                ? Optional.of(unknown("a malloc of a kind that is not known is linked" + where))
                : Optional.empty();
    }

    private static AllocatorInUse shared(
            LoadedFile program,
            Map<String, Path> files,
            List<Mapping> mappings,
            List<String> preload,
            Patient patient) {
        Map<String, String> bySoname = new LinkedHashMap<>();
        try {
            files.forEach((path, file) -> {
                ElfFile elf = ElfFile.read(file);
                bySoname.putIfAbsent(
                        elf.soname().orElse(String.valueOf(Path.of(path).getFileName())), path);
            });
        } catch (EbbException e) {
            return unknown(e.getMessage() + ", and it may own malloc");
        }
        Deque<String> next = new ArrayDeque<>();
        for (String name : preload) {
            next.add(preloaded(name, files, bySoname, patient));
        }
        next.addAll(paths(program.elf(), bySoname));
        Set<String> seen = new LinkedHashSet<>();
        while (!next.isEmpty()) {
            String path = next.remove();
            if (!files.containsKey(path) || !seen.add(path)) {
                continue;
            }
            LoadedFile file = LoadedFile.read(path, files.getOrDefault(path, Path.of(path)), mappings);
            if (file.offers("malloc")) {
                return ofLibrary(file, files, mappings);
            }
            next.addAll(paths(file.elf(), bySoname));
        }
        return unknown("none of its libraries offers malloc");
    }

    private static AllocatorInUse ofLibrary(LoadedFile library, Map<String, Path> files, List<Mapping> mappings) {
        String at = ", " + Printable.line(library.name());
        if (library.name().contains("/ld-musl") || library.name().contains("libc.musl")) {
            return new AllocatorInUse(Optional.empty(), "musl" + at, List.of(library), "", false);
        }
        for (Map.Entry<String, Family> sign : SIGNS.entrySet()) {
            if (!library.offers(sign.getKey())) {
                continue;
            }
            Family family = sign.getValue();
            List<LoadedFile> both = new ArrayList<>(List.of(library));
            if (family == Family.TBBMALLOC) {
                // The proxy owns malloc, and the library behind it does the work.
                files.forEach((path, file) -> {
                    if (path.contains("libtbbmalloc.so")) {
                        both.add(0, LoadedFile.read(path, file, mappings));
                    }
                });
            }
            String version = family == Family.GLIBC
                    ? library.elf().glibcVersion().map(number -> " " + number).orElse("")
                    : "";
            return new AllocatorInUse(Optional.of(family), family + version + at, both, "", false);
        }
        return new AllocatorInUse(
                Optional.empty(), "a malloc of a kind that is not known" + at, List.of(library), "", false);
    }

    private static List<String> paths(ElfFile elf, Map<String, String> bySoname) {
        return elf.needed().stream()
                .map(name -> bySoname.getOrDefault(name, ""))
                .toList();
    }

    /** The mapped file that was preloaded by that name; a link's target may be seen under its own name only. */
    private static String preloaded(
            String name, Map<String, Path> files, Map<String, String> bySoname, Patient patient) {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            try {
                if (name.startsWith("/") && Files.isSameFile(Path.of(patient.root() + name), file.getValue())) {
                    return file.getKey();
                }
            } catch (IOException e) {
                // It is not there, or leads out of its container: its name remains.
            }
        }
        return bySoname.getOrDefault(name.substring(name.lastIndexOf('/') + 1), "");
    }

    private static AllocatorInUse unknown(String why) {
        return new AllocatorInUse(Optional.empty(), "cannot be told: " + Printable.line(why), List.of(), "", true);
    }
}
