// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the resident memory of a process is. Each mapping is in one part, so the parts add up to its RSS.
 *
 * @param bytes resident, by part
 * @param heaps how many of glibc's thread heaps there are
 * @param arenas to how many arenas these belong
 * @param stacks how many stacks of threads were recognised
 * @param hugePages bytes in anonymous transparent huge pages, of whatever part
 * @param lazyFree bytes given back with MADV_FREE and still resident
 * @param swap bytes that are not resident but swapped out
 */
record ResidentParts(
        Map<Part, Long> bytes, int heaps, int arenas, int stacks, long hugePages, long lazyFree, long swap) {
    private static final long HEAP_BYTES = 64L << 20;

    /** A thread's stack is seldom larger; what a program with stacks of its own design reserves for many is. */
    private static final long LARGEST_STACK = 64L << 20;

    private static final int WORD = 8;

    /** What a mapping is for. */
    enum Part {
        HEAPS("glibc's thread arenas"),
        PROGRAM_BREAK("[heap]"),
        ANONYMOUS("other anonymous memory"),
        STACKS("stacks"),
        SHARED("shared memory"),
        FILES("files"),
        KERNEL("the kernel's pages");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Reads eight bytes of the process. */
    @FunctionalInterface
    interface Memory {
        /** Zero where they cannot be read. */
        long word(long address);
    }

    long rss() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    long of(Part part) {
        return bytes.getOrDefault(part, 0L);
    }

    /**
     * @param mappings all, in the order of their addresses
     * @param stackPointers of its threads, as far as the kernel tells them
     * @param memory the process's own
     */
    static ResidentParts of(List<Mapping> mappings, List<Long> stackPointers, Memory memory) {
        Map<Part, Long> bytes = new EnumMap<>(Part.class);
        int heaps = 0;
        int stacks = 0;
        Set<Long> arenas = new HashSet<>();
        for (int i = 0; i < mappings.size(); i++) {
            Mapping mapping = mappings.get(i);
            List<Long> own = heapsOfThreads(mappings, i, memory);
            Part part = own.isEmpty() ? part(mappings, i, stackPointers) : Part.HEAPS;
            heaps += own.size();
            arenas.addAll(own);
            stacks += part == Part.STACKS ? 1 : 0;
            bytes.merge(part, mapping.rss(), Long::sum);
        }
        return new ResidentParts(
                bytes,
                heaps,
                arenas.size(),
                stacks,
                mappings.stream().mapToLong(Mapping::hugePages).sum(),
                mappings.stream().mapToLong(Mapping::lazyFree).sum(),
                mappings.stream().mapToLong(Mapping::swap).sum());
    }

    private static Part part(List<Mapping> mappings, int index, List<Long> stackPointers) {
        Mapping mapping = mappings.get(index);
        String name = mapping.name();
        if (name.startsWith("/dev/shm/")
                || name.startsWith("/memfd:")
                || name.startsWith("/SYSV")
                || name.startsWith("/dev/zero")
                || name.startsWith("[anon_shmem")) {
            return Part.SHARED;
        }
        if (name.startsWith("/")) {
            return Part.FILES;
        }
        if (name.equals("[heap]")) {
            return Part.PROGRAM_BREAK;
        }
        if (name.equals("[stack]") || isStack(mappings, index, stackPointers)) {
            return Part.STACKS;
        }
        return mapping.isAnonymous() ? Part.ANONYMOUS : Part.KERNEL;
    }

    /** Where just one thread's stack pointer is, above a guard. */
    private static boolean isStack(List<Mapping> mappings, int index, List<Long> stackPointers) {
        Mapping mapping = mappings.get(index);
        return mapping.isAnonymous()
                && mapping.isReadWrite()
                && mapping.size() <= LARGEST_STACK
                && index > 0
                && mappings.get(index - 1).isClosed()
                && mappings.get(index - 1).end() == mapping.start()
                && stackPointers.stream().filter(mapping::holds).count() == 1;
    }

    /**
     * The arena of each heap in this mapping; empty where it is not made of heaps.
     *
     * <p>glibc reserves 64 MiB, aligned to as much, opens the first part of it and begins it with a heap_info: the arena,
     * the heap before it, the bytes in use, the bytes that are open (malloc/arena.c). So a mapping is made of heaps if it
     * begins at such an address, what it leaves of the last 64 MiB is closed, and each of the 64 MiB tells how much of
     * itself is open. The kernel joins a heap that is open as a whole with the next one.
     */
    private static List<Long> heapsOfThreads(List<Mapping> mappings, int index, Memory memory) {
        Mapping mapping = mappings.get(index);
        long left = Long.remainderUnsigned(-mapping.end(), HEAP_BYTES);
        boolean isClosedBehind = left == 0
                || (index + 1 < mappings.size()
                        && mappings.get(index + 1).isClosed()
                        && mappings.get(index + 1).start() == mapping.end()
                        && mappings.get(index + 1).size() >= left);
        if (!mapping.isAnonymous()
                || !mapping.isReadWrite()
                || Long.remainderUnsigned(mapping.start(), HEAP_BYTES) != 0
                || !isClosedBehind) {
            return List.of();
        }
        List<Long> arenas = new ArrayList<>();
        for (long heap = mapping.start(); heap != mapping.end(); heap = Math.min(heap + HEAP_BYTES, mapping.end())) {
            long open = Math.min(HEAP_BYTES, mapping.end() - heap);
            long used = memory.word(heap + 2 * WORD);
            if (memory.word(heap + 3 * WORD) != open || used <= 0 || used > open) {
                return List.of();
            }
            arenas.add(memory.word(heap));
        }
        return arenas;
    }
}
