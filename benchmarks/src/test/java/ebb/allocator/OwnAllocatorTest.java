// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ServiceProof} where the program brings an allocator, or has one linked in. */
class OwnAllocatorTest extends ServiceProofFixture {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            _rjem_mallctl | a jemalloc | _RJEM_MALLOC_CONF | _rjem_
            je_mallctl | a jemalloc | JE_MALLOC_CONF | je_
            malloc,mallctl | a jemalloc | MALLOC_CONF | ''
            malloc,mi_version | a mimalloc | MIMALLOC_* | mi_
            malloc,tc_version | a tcmalloc | TCMALLOC_* | tc_
            """)
    void anAllocatorThatIsLinkedInVisiblyIsNamed(String functions, String name, String variables, String itsPrefix) {
        more.add("allocator=" + functions + " " + shop);
        refused("is not in place in process 7 (SHOP): SHOP has " + name
                + " of its own linked in, which no preload replaces;"
                + " what can still be varied is " + variables + ": write an allocator's entry with prefix = \""
                + itsPrefix
                + "\" and 'environment', or build the program without it to try another one.");
    }

    @Test
    void aMallocOfTheProgramsOwnIsNamed() {
        more.add("allocator=malloc " + shop);
        refused(
                "is not in place in process 7 (SHOP): SHOP has a malloc of its own linked in, which no preload replaces;"
                        + " build the program without it to try another one.");
    }

    @Test
    void aMallocOfTheProgramsOwnIsNamedByWhatItHolds() throws IOException {
        more.add("allocator=malloc " + shop);
        Files.writeString(shop, "mimalloc: error: ");
        refused(
                "is not in place in process 7 (SHOP): SHOP has a mimalloc of its own linked in, which no preload replaces;"
                        + " what can still be varied is MIMALLOC_*: write an allocator's entry with prefix = \"mi_\" and"
                        + " 'environment', or build the program without it to try another one.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "libpolars.so"})
    void aJemallocThatIsHiddenIsNamedInAProgramAndInALibrary(String name) throws IOException {
        Path file = Files.writeString(
                folder.resolve(name), "x".repeat(1_048_570) + "\0_RJEM_MALLOC_CONF\0<jemalloc>: Error\0");
        mapped.add(file);
        refused("is not in place in process 7 (SHOP): " + file
                + " has a jemalloc of its own linked in, which no preload"
                + " replaces; what can still be varied is _RJEM_MALLOC_CONF: write an allocator's entry with prefix ="
                + " \"_rjem_\" and 'environment', or build the program without it to try another one.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mimalloc: error: | a mimalloc of its own linked in
            tcmalloc: allocation failed | a tcmalloc of its own linked in
            \u00ff Go buildinf: | the memory of Go, which no malloc gives
            """)
    void othersThatAreHiddenAreNamedToo(String text, String name) throws IOException {
        Files.write(shop, (text + " ").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(this::result)
                .isInstanceOf(EbbException.class)
                .hasMessageContaining("(" + shop + "): " + shop + " has " + name + ", which no preload replaces; ");
    }

    @Test
    void aLibraryOfAnotherAllocatorThatNobodyCallsIsNoted() {
        theirsToo();
        assertThat(result().notes())
                .containsExactly(
                        shop + " loads " + theirs + " itself; malloc and what belongs to it are of x nevertheless,"
                                + " and nothing that is loaded asks that library for memory by another name.");
    }

    @Test
    void oneThatIsAskedByAnotherNameIsRefused() throws IOException {
        theirsToo();
        ElfBytes.write(ElfBytes.importing("mi_malloc", ""), shop);
        refused(
                "is not in place in process 7 (SHOP): it loads THEIRS itself, and SHOP asks it for memory by mi_malloc, which"
                        + " no preload replaces; build the program without it.");
    }

    /** Whose function of that name comes first. */
    @Test
    void oneWhoseNamesAreTheAllocatorsTooIsNot() throws IOException {
        theirsToo();
        ElfBytes.write(ElfBytes.importing("mi_malloc", ""), shop);
        more.add("allocator=malloc,mi_version " + ours);
        assertThat(result().notes()).hasSize(1);
    }

    @Test
    void oneThatOnlyTellsSomethingIsNot() throws IOException {
        theirsToo();
        ElfBytes.write(ElfBytes.importing("mi_version", ""), shop);
        assertThat(result().notes()).hasSize(1);
    }

    @Test
    void oneThatHasTheOperatorsOfAProgramInCppIsRefused() throws IOException {
        theirsToo();
        facts.put("operator.new", theirs.toString());
        assertThat(result().notes()).hasSize(1);
        ElfBytes.write(ElfBytes.importing("x", "libstdc++.so.6"), shop);
        refused(
                "is not in place in process 7 (SHOP): it loads THEIRS itself, and SHOP is of C++, whose operator new is that"
                        + " library's, which no preload replaces; build the program without it.");
    }

    @Test
    void whatTheProgramLoadsItselfIsNotGlibc() {
        preload = List.of();
        family = Family.GLIBC;
        more.clear();
        mapped.remove(ours);
        theirsToo();
        own(theirs);
        refused(
                "is not in place in process 7 (SHOP): the program loads THEIRS itself, and that owns malloc; to measure x"
                        + " have it preloaded before that: -p allocator=LIBC.");
    }

    @Test
    void operatorsOfTheProgramsOwnAreNoted() {
        facts.put("operator.new", "/usr/lib/libstdc++.so.6.0.30");
        assertThat(result().notes()).isEmpty();
        facts.put("operator.new", shop.toString());
        assertThat(result().notes())
                .containsExactly(
                        shop + " has C++'s operator new of its own: that it calls malloc, which is proven, is not.");
    }

    @Test
    void anAllocatorWithAPrefixIsProvenWhereItIs() {
        preload = List.of();
        prefix = Optional.of("_rjem_");
        own(libc);
        facts.put("prefixed", "");
        refused(
                "cannot be proven: no process of the service shows a _rjem_malloc that is linked in; leave the program its"
                        + " symbols, which strip takes.");
        facts.put("prefixed", shop.toString());
        more.add("allocator=_rjem_mallctl " + shop);
        assertThat(result().processes()).isOne();
        expect.put("opt.narenas", "2");
        facts.put("setting.opt.narenas", "8");
        refused(
                "is not in place in process 7 (SHOP): asked for the setting opt.narenas=2, found opt.narenas=8; see whether"
                        + " this version of the library knows the variables of 'environment', and whether a file such as"
                        + " /etc/malloc.conf overrides them.");
    }

    private void theirsToo() {
        mapped.add(theirs);
        more.add("allocator=malloc,mi_version " + theirs);
    }
}
