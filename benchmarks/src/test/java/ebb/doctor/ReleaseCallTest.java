// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.ElfSymbols;
import ebb.allocator.ElfSymbols.Function;
import ebb.doctor.LoadedFile.Addresses;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReleaseCallTest {
    private static final Set<String> MEANT = Set.of("malloc", "free");

    private static ElfSymbols symbols(Function... functions) {
        return new ElfSymbols(List.of(functions), Set.of(), 0, 0);
    }

    @Test
    void theRunOfCodeHasWhatIsBetweenAndAroundWithoutAName() {
        ElfSymbols symbols = symbols(
                new Function("mcheck", 0x9a340, 1, true),
                new Function("free", 0x98ef0, 0x101, true),
                new Function("malloc", 0x98930, 0x317, true),
                new Function("__default_morecore", 0x96030, 0x33, true),
                new Function("read", 0x10000, 0x20, true));

        assertThat(ReleaseCall.run(symbols, MEANT::contains)).contains(new Addresses(0x96063, 0x9a340));
    }

    @Test
    void functionsThatAreFarApartAreNoRun() {
        ElfSymbols symbols = symbols(
                new Function("start", 0x1000, 0x10, true),
                new Function("malloc", 0x2000, 0x10, true),
                new Function("free", 0x100000, 0x10, true),
                new Function("end", 0x100100, 0x10, true));

        assertThat(ReleaseCall.run(symbols, MEANT::contains)).isEmpty();
        assertThat(ReleaseCall.run(symbols(new Function("main", 1, 1, true)), MEANT::contains))
                .isEmpty();
    }
}
