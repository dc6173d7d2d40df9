// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The dynamic section of an ELF file. Its tags hold addresses; the loaded segments say where in the file these are.
 * Numbers and offsets are those of the generic ABI and of its GNU symbol versions (elf.h). A position outside of
 * the file throws IndexOutOfBoundsException.
 */
final class ElfDynamic {
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_DYNAMIC = 2;
    private static final int SEGMENT_INTERPRETER = 3;
    private static final int SECTION_SYMBOLS = 11;
    private static final long TAG_END = 0;
    private static final long TAG_NEEDED = 1;
    private static final long TAG_STRINGS = 5;
    private static final long TAG_FLAGS_1 = 0x6ffffffbL;
    private static final long TAG_VERSIONS_DEFINED = 0x6ffffffcL;
    private static final long TAG_VERSIONS_NEEDED = 0x6ffffffeL;
    private static final long FLAG_PROGRAM = 0x08000000;
    private static final int DEFINES_ITS_OWN_NAME = 1;

    /** A run of addresses, and where in the file it begins. */
    private record Segment(long address, long size, long offset) {}

    private final ElfReader file;
    private final ByteBuffer bytes;
    private final boolean wide;
    private final List<Segment> loaded = new ArrayList<>();
    private final List<Long> neededNames = new ArrayList<>();
    private final Map<Long, Long> tags = new LinkedHashMap<>();
    private String interpreter = "";

    private ElfDynamic(ByteBuffer bytes, boolean wide) {
        this.file = new ElfReader(bytes);
        this.bytes = bytes;
        this.wide = wide;
    }

    /** @param wide whether the file is of 64 bits */
    static ElfDynamic of(ByteBuffer bytes, boolean wide) {
        ElfDynamic dynamic = new ElfDynamic(bytes, wide);
        dynamic.readSegments();
        return dynamic;
    }

    /** The ld.so that it asks for; empty where it asks for none. */
    String interpreter() {
        return interpreter;
    }

    /** Whether it is a position-independent program, which has the type of a shared object. */
    boolean program() {
        return (tags.getOrDefault(TAG_FLAGS_1, 0L) & FLAG_PROGRAM) != 0;
    }

    /** By its section, since no tag says how many dynamic symbols there are; none without sections. */
    Set<String> imports() {
        Set<String> names = new LinkedHashSet<>();
        long table = wide ? bytes.getLong(40) : Integer.toUnsignedLong(bytes.getInt(32));
        int size = Short.toUnsignedInt(bytes.getShort(wide ? 58 : 46));
        int count = Short.toUnsignedInt(bytes.getShort(wide ? 60 : 48));
        for (int i = 0; i < count; i++) {
            int section = file.position(table + (long) i * size);
            if (bytes.getInt(section + 4) == SECTION_SYMBOLS) {
                addUndefined(word(section + (wide ? 24 : 16)), word(section + (wide ? 32 : 20)), names);
            }
        }
        return names;
    }

    private void addUndefined(long symbols, long length, Set<String> names) {
        int size = wide ? 24 : 16;
        for (long i = size; i < length; i += size) {
            int at = file.position(symbols + i);
            if (bytes.getShort(at + (wide ? 6 : 14)) == 0) {
                names.add(string(Integer.toUnsignedLong(bytes.getInt(at))));
            }
        }
    }

    List<String> needed() {
        return neededNames.stream().map(this::string).toList();
    }

    Map<String, Set<String>> versionsNeeded() {
        Map<String, Set<String>> versions = new LinkedHashMap<>();
        if (!tags.containsKey(TAG_VERSIONS_NEEDED)) {
            return versions;
        }
        int at = offset(tags.get(TAG_VERSIONS_NEEDED));
        for (int next = -1; next != 0; at = Math.addExact(at, next)) {
            Set<String> names = new LinkedHashSet<>();
            int name = Math.addExact(at, bytes.getInt(at + 8));
            for (int following = -1; following != 0; name = Math.addExact(name, following)) {
                names.add(string(Integer.toUnsignedLong(bytes.getInt(name + 8))));
                following = forward(bytes.getInt(name + 12));
            }
            versions.put(string(Integer.toUnsignedLong(bytes.getInt(at + 4))), names);
            next = forward(bytes.getInt(at + 12));
        }
        return versions;
    }

    Set<String> versionsDefined() {
        Set<String> versions = new LinkedHashSet<>();
        if (!tags.containsKey(TAG_VERSIONS_DEFINED)) {
            return versions;
        }
        int at = offset(tags.get(TAG_VERSIONS_DEFINED));
        for (int next = -1; next != 0; at = Math.addExact(at, next)) {
            if ((bytes.getShort(at + 2) & DEFINES_ITS_OWN_NAME) == 0) {
                int first = Math.addExact(at, bytes.getInt(at + 12));
                versions.add(string(Integer.toUnsignedLong(bytes.getInt(first))));
            }
            next = forward(bytes.getInt(at + 16));
        }
        return versions;
    }

    private void readSegments() {
        long table = wide ? bytes.getLong(32) : Integer.toUnsignedLong(bytes.getInt(28));
        int size = Short.toUnsignedInt(bytes.getShort(wide ? 54 : 42));
        int count = Short.toUnsignedInt(bytes.getShort(wide ? 56 : 44));
        int dynamic = -1;
        for (int i = 0; i < count; i++) {
            int at = file.position(table + (long) i * size);
            int type = bytes.getInt(at);
            Segment segment = wide
                    ? new Segment(bytes.getLong(at + 16), bytes.getLong(at + 32), bytes.getLong(at + 8))
                    : new Segment(word(at + 8), word(at + 16), word(at + 4));
            if (type == SEGMENT_LOAD) {
                loaded.add(segment);
            } else if (type == SEGMENT_DYNAMIC) {
                dynamic = file.position(segment.offset());
            } else if (type == SEGMENT_INTERPRETER) {
                interpreter = file.text(file.position(segment.offset()));
            }
        }
        if (dynamic >= 0) {
            readTags(dynamic);
        }
    }

    private void readTags(int dynamic) {
        int step = wide ? 8 : 4;
        for (int at = dynamic; word(at) != TAG_END; at += 2 * step) {
            if (word(at) == TAG_NEEDED) {
                neededNames.add(word(at + step));
            } else {
                tags.put(word(at), word(at + step));
            }
        }
    }

    private long word(int at) {
        return wide ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
    }

    private String string(long index) {
        return file.text(file.position(offset(tags.getOrDefault(TAG_STRINGS, -1L)) + index));
    }

    private int offset(long address) {
        for (Segment segment : loaded) {
            if (address >= segment.address() && address - segment.address() < segment.size()) {
                return file.position(address - segment.address() + segment.offset());
            }
        }
        throw new IndexOutOfBoundsException("no segment holds address " + address);
    }

    /** Lists may only lead forwards, so that a damaged file cannot make an endless loop. */
    private static int forward(int next) {
        if (next < 0) {
            throw new IndexOutOfBoundsException("a list leads backwards");
        }
        return next;
    }
}
