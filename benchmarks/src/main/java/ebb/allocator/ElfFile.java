// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an ELF file says about itself, read as ld.so does, from its program headers and dynamic section, without running it.
 * This is Ebb's own code because JNA's {@code ELFAnalyser} reads neither needed libraries nor symbol versions.
 *
 * @param bits 32 or 64
 * @param order byte order
 * @param machine {@code e_machine}: 62 is x86-64, 183 is aarch64
 * @param shared whether it is a shared object, and no program
 * @param interpreter the ld.so that a program asks for; empty where it asks for none: a library, or a static program
 * @param needed the shared objects that it needs, {@code DT_NEEDED}
 * @param versionsNeeded for each of them, the symbol versions asked of it, such as {@code GLIBC_2.34}
 * @param versionsDefined the symbol versions that it defines itself
 * @param imports names of the symbols that it leaves to others to define
 */
public record ElfFile(
        int bits,
        ByteOrder order,
        int machine,
        boolean shared,
        String interpreter,
        List<String> needed,
        Map<String, Set<String>> versionsNeeded,
        Set<String> versionsDefined,
        Set<String> imports) {

    private static final int HEADER_MAGIC = 0x7f454c46;
    private static final int TYPE_SHARED = 3;

    /** @throws EbbException when there is no such file, or it is not ELF, or it is cut off */
    public static ElfFile read(Path file) {
        if (Files.isDirectory(file)) {
            throw new EbbException(file + " is a folder, not a library");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Opening a pipe would wait for its other end.
            throw new EbbException(file + " is a device or a pipe, not a library");
        }
        return ElfReader.mapped(file, ElfFile::parse);
    }

    /** @param name what errors call the file */
    static ElfFile parse(String name, ByteBuffer bytes) {
        if (bytes.limit() < 20 || bytes.order(ByteOrder.BIG_ENDIAN).getInt(0) != HEADER_MAGIC) {
            throw new EbbException(name + " is not an ELF file, so no library");
        }
        try {
            int bits = bytes.get(4) == 2 ? 64 : 32;
            ByteOrder order = bytes.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            bytes.order(order);
            ElfDynamic dynamic = ElfDynamic.of(bytes, bits == 64);
            return new ElfFile(
                    bits,
                    order,
                    Short.toUnsignedInt(bytes.getShort(18)),
                    bytes.getShort(16) == TYPE_SHARED && !dynamic.program(),
                    dynamic.interpreter(),
                    dynamic.needed(),
                    dynamic.versionsNeeded(),
                    dynamic.versionsDefined(),
                    dynamic.imports());
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new EbbException(name + " is damaged: it points outside of itself");
        } catch (IllegalStateException e) {
            throw new EbbException(name + " is damaged: " + e.getMessage());
        }
    }

    /** Whether code of this file can be in one process with code of that one. */
    boolean fits(ElfFile other) {
        return bits == other.bits && order.equals(other.order) && machine == other.machine;
    }

    /** Of the C library the version, such as 2.36: the highest that its symbols define, so nothing has to be called. */
    public Optional<String> glibcVersion() {
        return Host.highestGlibc(versionsDefined);
    }

    /** The machine by its usual name. */
    String architecture() {
        return switch (machine) {
            case 3 -> "x86";
            case 8 -> "MIPS";
            case 20 -> "32-bit POWER";
            case 21 -> "64-bit POWER";
            case 22 -> "s390";
            case 40 -> "32-bit ARM";
            case 62 -> bits == 64 ? "x86-64" : "x32";
            case 183 -> "aarch64";
            case 243 -> "RISC-V";
            case 258 -> "LoongArch";
            default -> "machine " + machine;
        };
    }
}
