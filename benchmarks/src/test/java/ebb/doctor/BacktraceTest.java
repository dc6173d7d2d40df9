// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.doctor.LoadedFile.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of what gdb 13 answered. */
class BacktraceTest {
    private static final String PAUSE = "stack=[frame={level=\"0\",addr=\"0x00007fe145105df2\",func=\"pause\","
            + "from=\"/lib/libc.so.6\",arch=\"i386:x86-64\"},frame={level=\"1\",addr=\"0x000055cb94601355\",func=\"hold\","
            + "file=\"arenas.c\",line=\"33\",arch=\"i386:x86-64\"},frame={level=\"2\",addr=\"0x00007fe1450bb1f5\",func=\"??\","
            + "from=\"/lib/libc.so.6\",arch=\"i386:x86-64\"}]";

    private static final List<Addresses> ALLOCATOR = List.of(new Addresses(0x7fe1450c0000L, 0x7fe1450c4000L));

    private static String frame(String address, String name) {
        return PAUSE.replace("0x000055cb94601355", address).replace("\"hold\"", "\"" + name + "\"");
    }

    private static Backtrace of(String answer) {
        return new Backtrace(Backtrace.frames(answer), true);
    }

    @Test
    void framesHaveAddressesAndNames() {
        assertThat(Backtrace.frames(PAUSE))
                .containsExactly(
                        new Backtrace.Frame(0x7fe145105df2L, "pause"),
                        new Backtrace.Frame(0x55cb94601355L, "hold"),
                        new Backtrace.Frame(0x7fe1450bb1f5L, ""));
    }

    @Test
    void aThreadThatWaitsElsewhereHoldsNoLock() {
        assertThat(of(PAUSE).doubt(ALLOCATOR)).isEmpty();
    }

    @Test
    void aThreadInTheAllocatorMayHoldOne() {
        assertThat(of(frame("0x00007fe1450c0000", "??")).doubt(ALLOCATOR)).contains("waited in the allocator");
        assertThat(of(frame("0x00007fe1450c3fff", "??")).doubt(ALLOCATOR)).contains("waited in the allocator");
        assertThat(of(frame("0x00007fe1450c4000", "??")).doubt(ALLOCATOR)).isEmpty();
    }

    @Test
    void aSignalMayHaveComeInTheAllocator() {
        assertThat(of(frame("0x000055cb94601355", "<signal handler called>")).doubt(ALLOCATOR))
                .contains("waited in a signal handler, which may have interrupted the allocator");
    }

    @Test
    void forkHoldsTheAllocatorsLocks() {
        for (String name : List.of("fork", "__libc_fork", "_Fork", "vfork")) {
            assertThat(of(frame("0x000055cb94601355", name)).doubt(ALLOCATOR))
                    .as(name)
                    .contains("waited in fork, which holds the allocator's locks");
        }
    }

    @Test
    void callsThatAreNotAllKnownShowNothing() {
        assertThat(new Backtrace(Backtrace.frames(PAUSE), false).doubt(ALLOCATOR))
                .contains("waited, but gdb did not see where their calls begin");
    }
}
