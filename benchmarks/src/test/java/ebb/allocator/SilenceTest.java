// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            183 | /lib/ld-linux-aarch64.so.1 | false | A=1,EBB_AGENT=s | it is built for aarch64, and the libraries that would be preloaded for x86-64
            62 | '' | false | A=1,EBB_AGENT=s | it is statically linked, so nothing can be preloaded; build it to load its C library
            62 | /lib/ld-musl-x86_64.so.1 | false | A=1,EBB_AGENT=s | it is built for musl (/lib/ld-musl-x86_64.so.1), and all that could be preloaded is built for glibc; build it for glibc
            62 | /lib64/ld-linux-x86-64.so.2 | true | A=1,EBB_AGENT=s | it is set-uid or set-gid, so ld.so preloads nothing; start it without that, by a user who has the rights
            62 | /lib64/ld-linux-x86-64.so.2 | false | A=1,XEBB_AGENT=s | it was started without the environment that 'start' was given (sudo, su, env -i and sandboxes drop it); start the program itself
            62 | /lib64/ld-linux-x86-64.so.2 | false | EBB_AGENT=s | it has not reported, though its environment asks it to; see whether ld.so complains in its output, as it does where another user may not read the library
            """)
    void theFirstReasonThatHoldsIsNamed(
            int machine, String interpreter, boolean setId, String environment, String reason) {
        assertThat(Silence.reason(
                        elf(machine, interpreter),
                        elf(62, "x"),
                        Optional.empty(),
                        setId,
                        environment.replace(',', '\0') + "\0"))
                .isEqualTo(reason);
    }

    /** As most of Go's programs are. */
    @Test
    void ofAStaticProgramItIsSaidWhatCanStillBeVaried() {
        assertThat(Silence.reason(
                        elf(62, ""),
                        elf(62, "x"),
                        Optional.of(new LinkedIn.Found("the memory of Go", "GOGC", Optional.empty())),
                        false,
                        ""))
                .isEqualTo(
                        "it is statically linked, so nothing can be preloaded, and has the memory of Go; what can still"
                                + " be varied is GOGC, without Ebb");
    }

    private static ElfFile elf(int machine, String interpreter) {
        return new ElfFile(
                64, ByteOrder.LITTLE_ENDIAN, machine, false, interpreter, List.of(), Map.of(), Set.of(), Set.of());
    }
}
