// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.doctor.ResidentParts.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of a small process under glibc 2.36 with two threads, its smaps cut to what is read. */
class ResidentPartsTest {
    private static final long HEAP = 0x7f77e4000000L;
    private static final long NEXT_HEAP = HEAP + (64L << 20);

    private static final String SMAPS = """
            559b953e6000-559b953e7000 r-xp 00001000 fe:00 2190369                    /tmp/with space/arenas
            Size:                  4 kB
            Rss:                   4 kB
            Pss:                   4 kB
            VmFlags: rd ex mr mw me\s
            559bc67a1000-559bc67c2000 rw-p 00000000 00:00 0                          [heap]
            Rss:                 100 kB
            Swap:                 12 kB
            THPeligible:           0
            7f77e4000000-7f77e5f81000 rw-p 00000000 00:00 0\s
            Rss:               32260 kB
            LazyFree:              8 kB
            AnonHugePages:      2048 kB
            7f77e5f81000-7f77e8000000 ---p 00000000 00:00 0\s
            Rss:                   0 kB
            7f77f8f06000-7f77f8f07000 ---p 00000000 00:00 0\s
            Rss:                   0 kB
            7f77f8f07000-7f77f9707000 rw-p 00000000 00:00 0\s
            Rss:                 132 kB
            7f77faf0a000-7f77faf2d000 rw-p 00000000 00:00 0\s
            Rss:                  88 kB
            7f77fb000000-7f77fb100000 rw-s 00000000 00:01 1032                       /memfd:shared (deleted)
            Rss:                1024 kB
            7f77fb11b000-7f77fb11f000 r--p 00000000 00:00 0                          [vvar]
            Rss:                   4 kB
            7ffe100dd000-7ffe100fe000 rw-p 00000000 00:00 0                          [stack]
            Rss:                  16 kB
            """;

    private final Map<Long, Long> memory = new HashMap<>();

    /** What glibc writes at the beginning of a heap: its arena, the one before, used, open. */
    private void heap(long address, long arena, long open) {
        memory.put(address, arena);
        memory.put(address + 16, open - 4096);
        memory.put(address + 24, open);
    }

    private ResidentParts parts(String smaps, Long... stackPointers) {
        return ResidentParts.of(
                Mapping.parse(smaps), List.of(stackPointers), address -> memory.getOrDefault(address, 0L));
    }

    @Test
    void everyMappingIsInOnePart() {
        heap(HEAP, HEAP + 0x30, 0x1f81000);

        ResidentParts parts = parts(SMAPS, 0x7f77f9706e90L, 0x7ffe100fb9e0L);

        assertThat(parts)
                .isEqualTo(new ResidentParts(
                        Map.of(
                                Part.HEAPS, 32260L << 10,
                                Part.PROGRAM_BREAK, 100L << 10,
                                Part.ANONYMOUS, 88L << 10,
                                Part.STACKS, 148L << 10,
                                Part.SHARED, 1024L << 10,
                                Part.FILES, 4L << 10,
                                Part.KERNEL, 4L << 10),
                        1,
                        1,
                        2,
                        2048L << 10,
                        8L << 10,
                        12L << 10));
        assertThat(parts.rss()).isEqualTo(33628L << 10);
    }

    @Test
    void whatOnlyLooksLikeAHeapIsNone() {
        assertThat(parts(SMAPS).heaps()).isZero();
        assertThat(parts(SMAPS).of(Part.ANONYMOUS)).isEqualTo((32260L + 132 + 88) << 10);

        heap(HEAP, HEAP + 0x30, 0x1f80000);
        assertThat(parts(SMAPS).heaps())
                .as("the heap says that less of it is open")
                .isZero();

        heap(HEAP, HEAP + 0x30, 0x1f81000);
        assertThat(parts(SMAPS).heaps()).isOne();
        assertThat(parts(SMAPS.replace("7f77e5f81000-7f77e8000000 ---p", "7f77e5f81000-7f77e7fff000 ---p"))
                        .heaps())
                .as("what is closed does not reach the end of the 64 MiB")
                .isZero();
        assertThat(parts(SMAPS.replace("7f77e5f81000-7f77e8000000 ---p", "7f77e5f81000-7f77e8000000 r--p"))
                        .heaps())
                .as("the rest is open")
                .isZero();
    }

    @Test
    void aHeapThatIsOpenAsAWholeIsJoinedWithTheNext() {
        String joined = """
                7f77e4000000-7f77e8f81000 rw-p 00000000 00:00 0\s
                Rss:               80000 kB
                7f77e8f81000-7f77ec001000 ---p 00000000 00:00 0\s
                Rss:                   0 kB
                """;
        heap(HEAP, HEAP + 0x30, 64L << 20);
        heap(NEXT_HEAP, HEAP + 0x30, 0xf81000);

        assertThat(parts(joined).heaps()).isEqualTo(2);
        assertThat(parts(joined).arenas()).isEqualTo(1);
        assertThat(parts(joined).of(Part.HEAPS)).isEqualTo(80000L << 10);

        heap(NEXT_HEAP, NEXT_HEAP + 0x30, 0xf81000);
        assertThat(parts(joined).arenas()).isEqualTo(2);
    }

    @Test
    void aStackHasAGuardAndOneThread() {
        long pointer = 0x7f77f9706e90L;
        assertThat(parts(SMAPS, pointer).stacks()).as("with the main thread's").isEqualTo(2);
        assertThat(parts(SMAPS, pointer, pointer - 64).stacks())
                .as("memory with the stacks of several is no thread's own")
                .isEqualTo(1);
        assertThat(parts(SMAPS.replace("7f77f8f06000-7f77f8f07000", "7f77f8f05000-7f77f8f06000"), pointer)
                        .stacks())
                .as("no guard below")
                .isEqualTo(1);
    }

    @Test
    void thePartsOfThisJvmAddUpToItsRss() throws Exception {
        String smaps = Files.readString(Path.of("/proc/self/smaps"));
        long rss = smaps.lines()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();

        ResidentParts parts = parts(smaps);

        assertThat(parts.rss()).isEqualTo(rss).isGreaterThan(10L << 20);
        assertThat(parts.of(Part.FILES)).isPositive();
    }

    @Test
    void aLineThatIsNotTheKernelsIsRefused() {
        assertThatThrownBy(() -> Mapping.parse("7f77e4000000 rw-p\n"))
                .isInstanceOf(EbbException.class)
                .hasMessage("A line of smaps is not the kernel's: '7f77e4000000 rw-p'.");
    }
}
