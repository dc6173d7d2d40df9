// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.allocator.ElfFile;
import ebb.allocator.ElfSymbols;
import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A program or a library in a process.
 *
 * @param name its path, as the process sees it
 * @param moved by how much its addresses in the process differ from those in the file
 * @param code where in the process its code is
 */
record LoadedFile(String name, ElfFile elf, ElfSymbols symbols, long moved, List<Addresses> code) {

    /** A run of addresses of the process, its end exclusive. */
    record Addresses(long from, long to) {
        boolean hold(long address) {
            return Long.compareUnsigned(address, from) >= 0 && Long.compareUnsigned(address, to) < 0;
        }
    }

    /**
     * Every file with code in the process, by its path, in the order of the addresses; what a compiler writes at run time
     * into memory that has a name is none.
     *
     * @param program path of the executable
     */
    static Map<String, Path> all(List<Mapping> mappings, Patient patient, String program) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Mapping mapping : mappings) {
            if (mapping.isCode() && mapping.name().matches("/(?!memfd:|dev/|SYSV).*")) {
                files.putIfAbsent(
                        mapping.name(), mapping.name().equals(program) ? patient.program() : patient.file(mapping));
            }
        }
        return files;
    }

    /** @throws EbbException where the file cannot be read */
    static LoadedFile read(String name, Path file, List<Mapping> mappings) {
        ElfSymbols symbols = ElfSymbols.read(file);
        List<Mapping> own =
                mappings.stream().filter(mapping -> mapping.name().equals(name)).toList();
        long moved = own.stream()
                .filter(mapping -> mapping.offset() == 0)
                .mapToLong(mapping -> mapping.start() - symbols.firstAddress())
                .findFirst()
                .orElseThrow(() -> new EbbException(name + " is not mapped from its beginning"));
        List<Addresses> code = own.stream()
                .filter(Mapping::isCode)
                .map(mapping -> new Addresses(mapping.start(), mapping.end()))
                .toList();
        return new LoadedFile(name, ElfFile.read(file), symbols, moved, code);
    }

    /** Where in the process a function is. */
    OptionalLong address(String function) {
        Optional<ElfSymbols.Function> found = symbols.named(function);
        return found.isPresent() ? OptionalLong.of(found.get().address() + moved) : OptionalLong.empty();
    }

    boolean has(String function) {
        return symbols.has(function);
    }

    /** Whether other files' calls of that function can come here. */
    boolean offers(String function) {
        return symbols.functions().stream()
                .anyMatch(each -> each.visible() && each.name().equals(function));
    }
}
