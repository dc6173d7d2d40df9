// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.allocator.ElfSymbols;
import ebb.allocator.Family;
import ebb.base.EbbException;
import ebb.base.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which allocator a process has, by what its files define.
 *
 * <p>The linker gives a call of malloc to the first file that offers it: the program, what is preloaded, then what each
 * needs, last what the program loaded itself. It keeps a list in that order, which is read here. What is linked into the
 * program is known by its table for debuggers, which a stripped program lacks.
 *
 * @param family where it is one of those that Ebb knows
 * @param words what it is, in words
 * @param files in which its code is, the one with its calls first; none where it cannot be told
 * @param prefix of its functions' names, such as {@code _rjem_}
 * @param linkedIn whether it is a part of the program, whose other functions stand around it
 * @param mayHaveAnother whether the program may have one of its own besides: it is stripped, and does not say
 */
record AllocatorInUse(
        Optional<Family> family,
        String words,
        List<LoadedFile> files,
        String prefix,
        boolean linkedIn,
        boolean mayHaveAnother) {

    /** Functions by which a family's library is known, in the order in which they are asked for. */
    private static final Map<String, Family> SIGNS = signs();

    private static final long TAG_DEBUG = 21;
    private static final int WORD = 8;

    /** More than any process has; a list that is being changed could lead round. */
    private static final int MOST_FILES = 10_000;

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
        try {
            AllocatorInUse found = shared(program, files, mappings, patient.words());
            boolean stripped = program.symbols().functions().stream().allMatch(ElfSymbols.Function::visible);
            return new AllocatorInUse(
                    found.family(), found.words(), found.files(), found.prefix(), found.linkedIn(), stripped);
        } catch (EbbException e) {
            return unknown(e.getMessage() + ", and it may own malloc");
        }
    }

    private static Optional<AllocatorInUse> linkedIn(LoadedFile program) {
        if (program.symbols().sections().contains(".gopclntab") || program.has("runtime.mallocgc")) {
            return Optional.of(inside(Optional.empty(), "Go's runtime", program, ""));
        }
        for (String prefix : PREFIXES) {
            if (program.has(prefix + "mallctl")) {
                String name = "jemalloc" + (prefix.isEmpty() ? "" : " as " + prefix + "malloc");
                return Optional.of(inside(Optional.of(Family.JEMALLOC), name, program, prefix));
            }
        }
        for (Map.Entry<String, Family> sign : SIGNS.entrySet()) {
            if (program.has(sign.getKey()) && sign.getValue() != Family.GLIBC) {
                return Optional.of(
                        inside(Optional.of(sign.getValue()), sign.getValue().toString(), program, ""));
            }
        }
        if (program.has("malloc_trim") && program.has("malloc")) {
            return Optional.of(inside(Optional.of(Family.GLIBC), "glibc", program, ""));
        }
        if (program.has("__libc_malloc_impl")) {
            return Optional.of(inside(Optional.empty(), "musl", program, ""));
        }
        return program.has("malloc")
                ? Optional.of(unknown("a malloc of a kind that is not known is linked into the program"))
                : Optional.empty();
    }

    private static AllocatorInUse inside(Optional<Family> family, String name, LoadedFile program, String prefix) {
        return new AllocatorInUse(family, name + ", linked into the program", List.of(program), prefix, true, false);
    }

    private static AllocatorInUse shared(
            LoadedFile program, Map<String, Path> files, List<Mapping> mappings, ResidentParts.Memory memory) {
        List<LoadedFile> offer = new ArrayList<>();
        files.forEach((name, path) -> {
            LoadedFile file = LoadedFile.read(name, path, mappings);
            if (file.offers("malloc")) {
                offer.add(file);
            }
        });
        List<String> order = namesInLinkersOrder(program, mappings, memory);
        if (offer.size() > 1 && order.isEmpty()) {
            return unknown(offer.stream().map(LoadedFile::name).collect(Collectors.joining(" and "))
                    + " offer malloc, and the process's memory cannot be read to see which comes first");
        }
        return offer.stream()
                .filter(file -> offer.size() == 1 || order.contains(file.name()))
                .min(Comparator.comparingInt(file -> order.indexOf(file.name())))
                .map(file -> ofLibrary(file, files, mappings))
                .orElseGet(() -> unknown("none of its libraries offers malloc"));
    }

    /**
     * The files in the order in which the linker looks through them, from the list that it keeps for debuggers: of each
     * its address, its name, its dynamic section and the next one (link.h, r_debug and link_map). Empty where it cannot be
     * read.
     */
    private static List<String> namesInLinkersOrder(
            LoadedFile program, List<Mapping> mappings, ResidentParts.Memory memory) {
        long tag = program.symbols().dynamicAddress() + program.moved();
        while (memory.word(tag) != 0 && memory.word(tag) != TAG_DEBUG) {
            tag += 2 * WORD;
        }
        List<String> names = new ArrayList<>();
        long debug = memory.word(tag + WORD);
        long file = debug == 0 ? 0 : memory.word(debug + WORD);
        while (file != 0 && names.size() < MOST_FILES) {
            long dynamic = memory.word(file + 2 * WORD);
            mappings.stream().filter(mapping -> mapping.holds(dynamic)).forEach(mapping -> names.add(mapping.name()));
            file = memory.word(file + 3 * WORD);
        }
        return names;
    }

    private static AllocatorInUse ofLibrary(LoadedFile library, Map<String, Path> files, List<Mapping> mappings) {
        String at = ", " + Printable.line(library.name());
        if (library.name().contains("musl")) {
            return new AllocatorInUse(Optional.empty(), "musl" + at, List.of(library), "", false, false);
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
            return new AllocatorInUse(Optional.of(family), family + version + at, both, "", false, false);
        }
        return new AllocatorInUse(
                Optional.empty(), "a malloc of a kind that is not known" + at, List.of(library), "", false, false);
    }

    private static AllocatorInUse unknown(String why) {
        return new AllocatorInUse(
                Optional.empty(), "cannot be told: " + Printable.line(why), List.of(), "", true, false);
    }
}
