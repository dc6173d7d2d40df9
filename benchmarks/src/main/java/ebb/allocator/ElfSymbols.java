// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The functions that an ELF file of 64 bits defines, by both of its tables: that of the dynamic linker, and that for
 * debuggers, which a stripped file lacks.
 *
 * @param functions by their addresses, as the file has them
 * @param sections names of all its sections
 * @param firstAddress where the file's first byte is loaded, before it is moved
 * @param dynamicAddress where its dynamic section is loaded; 0: it has none
 */
public record ElfSymbols(List<Function> functions, Set<String> sections, long firstAddress, long dynamicAddress) {
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int TABLE_FOR_DEBUGGERS = 2;
    private static final int TABLE_OF_LINKER = 11;
    private static final int FUNCTION = 2;
    private static final int CHOSEN_WHEN_LOADED = 10;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;

    /**
     * One function.
     *
     * @param size bytes of its code; 0 where the file does not say
     * @param visible whether other files can call it
     */
    public record Function(String name, long address, long size, boolean visible) {}

    public ElfSymbols {
        functions = List.copyOf(functions);
        sections = Set.copyOf(sections);
    }

    /** @throws EbbException where it cannot be read or is no such file */
    public static ElfSymbols read(Path file) {
        return ElfReader.mapped(file, ElfSymbols::parse);
    }

    /** @param name what errors call the file */
    static ElfSymbols parse(String name, ByteBuffer bytes) {
        ElfFile elf = ElfFile.parse(name, bytes);
        if (elf.bits() != 64) {
            throw new EbbException(name + " is of 32 bits");
        }
        try {
            return new Tables(new ElfReader(bytes.order(elf.order())), bytes).read();
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new EbbException(name + " is damaged: it points outside of itself");
        } catch (IllegalStateException e) {
            throw new EbbException(name + " is damaged: " + e.getMessage());
        }
    }

    /** The function of that name. */
    public Optional<Function> named(String name) {
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst();
    }

    public boolean has(String name) {
        return named(name).isPresent();
    }

    /** Sections and symbols, at the places that elf.h gives them. */
    private record Tables(ElfReader file, ByteBuffer bytes) {
        ElfSymbols read() {
            List<Function> functions = new ArrayList<>();
            Set<String> names = new HashSet<>();
            int count = Short.toUnsignedInt(bytes.getShort(60));
            int texts = count == 0 ? 0 : section(Short.toUnsignedInt(bytes.getShort(62)));
            for (int i = 0; i < count; i++) {
                int section = section(i);
                names.add(text(texts, bytes.getInt(section)));
                int type = bytes.getInt(section + 4);
                if (type == TABLE_OF_LINKER || type == TABLE_FOR_DEBUGGERS) {
                    addAll(functions, section, type == TABLE_OF_LINKER);
                }
            }
            int first = segment(LOAD);
            int dynamic = segment(DYNAMIC);
            if (first < 0) {
                throw new IndexOutOfBoundsException("nothing of it is loaded");
            }
            return new ElfSymbols(
                    functions,
                    names,
                    bytes.getLong(first + 16) - bytes.getLong(first + 8),
                    dynamic < 0 ? 0 : bytes.getLong(dynamic + 16));
        }

        private void addAll(List<Function> functions, int section, boolean visible) {
            int texts = section(bytes.getInt(section + 40));
            int first = file.position(bytes.getLong(section + 24));
            long count = bytes.getLong(section + 32) / SYMBOL_BYTES;
            for (long i = 0; i < count; i++) {
                int at = file.position(first + i * SYMBOL_BYTES);
                int type = bytes.get(at + 4) & 0xf;
                boolean defined = bytes.getShort(at + 6) != 0;
                if (defined && (type == FUNCTION || type == CHOSEN_WHEN_LOADED)) {
                    functions.add(new Function(
                            text(texts, bytes.getInt(at)), bytes.getLong(at + 8), bytes.getLong(at + 16), visible));
                }
            }
        }

        /** The place of the first segment of this type; -1: there is none. */
        private int segment(int type) {
            long table = bytes.getLong(32);
            int size = Short.toUnsignedInt(bytes.getShort(54));
            int count = Short.toUnsignedInt(bytes.getShort(56));
            for (int i = 0; i < count; i++) {
                int at = file.position(table + (long) i * size);
                if (bytes.getInt(at) == type) {
                    return at;
                }
            }
            return -1;
        }

        private int section(int index) {
            return file.position(Math.addExact(bytes.getLong(40), Math.multiplyExact((long) index, SECTION_BYTES)));
        }

        private String text(int section, int index) {
            return file.text(file.position(Math.addExact(bytes.getLong(section + 24), Integer.toUnsignedLong(index))));
        }
    }
}
