// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * By what the files of a process ask an allocator for memory that is loaded beside the one in place: by functions that only
 * it has, or by C++'s operators. A file is read once.
 */
final class DirectCalls {
    /** What gives memory out, by the function by which an allocator is known. */
    private static final Map<String, Pattern> GIVES = Map.of(
            "mallctl", Pattern.compile("[mrx]allocx"),
            "mi_version", Pattern.compile("mi_.*(alloc|new|dup|memalign|realpath).*"),
            "tc_version", Pattern.compile("tc_.*(alloc|new|memalign).*"),
            "rpmalloc", Pattern.compile("rp.*(alloc|memalign).*"),
            "scalable_malloc", Pattern.compile("scalable_.*(alloc|memalign).*|__TBB_.*alloc.*"));

    /** Whose operators call malloc. */
    private static final Set<String> CPP = Set.of("libstdc++.so.6", "libc++.so.1", "libc++abi.so.1");

    private final Map<Path, Calls> read = new HashMap<>();

    /**
     * Of one file.
     *
     * @param names that it leaves to others to define, and by which memory may be asked for
     * @param cpp whether it may use C++'s operators
     */
    private record Calls(List<String> names, boolean cpp) {
        static Calls of(Path file) {
            try {
                ElfFile elf = ElfFile.read(file);
                return new Calls(
                        elf.imports().stream()
                                .filter(name -> GIVES.values().stream()
                                        .anyMatch(gives -> gives.matcher(name).matches()))
                                .sorted()
                                .toList(),
                        elf.needed().stream().anyMatch(CPP::contains));
            } catch (EbbException e) {
                return new Calls(List.of(), false); // mapped for its code, and no ELF file
            }
        }
    }

    /** Whether it is C++'s library. */
    static boolean isCpp(Path file) {
        return CPP.contains(file.getFileName().toString().replaceFirst("(\\.so\\.\\d+).*", "$1"));
    }

    /**
     * The first way in words that follow on a comma.
     *
     * @param theirs functions by which the allocator is known
     * @param ours likewise of the one in place, which comes first
     * @param operators whether C++'s operators are the allocator's
     */
    Optional<String> in(Path file, Set<String> theirs, Set<String> ours, boolean operators) {
        Calls calls = read.computeIfAbsent(file, Calls::of);
        for (String name : calls.names()) {
            for (String known : theirs) {
                Pattern gives = GIVES.get(known);
                if (gives != null
                        && !ours.contains(known)
                        && gives.matcher(name).matches()) {
                    return Optional.of(file + " asks it for memory by " + name);
                }
            }
        }
        return operators && calls.cpp()
                ? Optional.of(file + " is of C++, whose operator new is that library's")
                : Optional.empty();
    }
}
