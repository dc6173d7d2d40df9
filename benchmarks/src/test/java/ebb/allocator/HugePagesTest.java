// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.allocator.HugePages.Machine;
import ebb.allocator.HugePages.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HugePagesTest {
    /** Where one size's setting gives more than that of all. */
    private static final Path FILE = Path.of("/sys/kernel/mm/transparent_hugepage/hugepages-64kB/enabled");

    @TempDir
    private Path folder;

    /** What a fork is to read back, and what is set for it: prctl alone takes huge pages away. */
    @ParameterizedTest
    @CsvSource({
        "host,    ALWAYS,  '',      ''",
        "never,   ALWAYS,  never,   never",
        "never,   NEVER,   never,   never",
        "madvise, ALWAYS,  madvise, madvise",
        "madvise, MADVISE, host,    ''",
        "always,  ALWAYS,  host,    ''"
    })
    void aRuleIsSetOnlyWhereTheMachineGivesMore(String asked, Setting machine, String readBack, String set) {
        assertThat(HugePages.of(asked, machine).rule()).isEqualTo(optional(readBack));
        assertThat(HugePages.check(asked, new Machine(machine, FILE))).isEqualTo(optional(set));
    }

    private static Optional<String> optional(String text) {
        return Optional.of(text).filter(word -> !word.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"always, MADVISE", "always, NEVER", "madvise, NEVER"})
    void moreThanTheMachineGivesIsRefused(String asked, Setting machine) {
        assertThatThrownBy(() -> HugePages.check(asked, new Machine(machine, FILE)))
                .hasToString("-p thp=" + asked + " cannot be set for a fork alone: the kernel lets a process have fewer"
                        + " huge pages than the machine's setting gives, never more, and"
                        + " /sys/kernel/mm/transparent_hugepage/hugepages-64kB/enabled says " + machine
                        + "; as root, write " + asked
                        + " into it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "Never", "2M"})
    void whatIsNoValueIsRefused(String asked) {
        assertThatThrownBy(() -> HugePages.check(asked, new Machine(Setting.ALWAYS, FILE)))
                .hasToString("-p thp=" + asked + " is none of host, never, madvise, always.");
    }

    private Machine machine(String enabled, String... sizes) throws IOException {
        Files.writeString(folder.resolve("enabled"), enabled);
        for (int i = 0; i < sizes.length; i++) {
            Path size = Files.createDirectories(folder.resolve("hugepages-" + i + "kB"));
            Files.writeString(size.resolve("enabled"), sizes[i]);
        }
        return Machine.in(folder);
    }

    @Test
    void theSizeOfPagesWithMostDecides() throws IOException {
        Path all = folder.resolve("enabled");
        assertThat(Machine.in(folder)).isEqualTo(new Machine(Setting.NEVER, all));
        assertThat(machine("always madvise [never]")).isEqualTo(new Machine(Setting.NEVER, all));
        assertThat(machine("always [madvise] never", "always [inherit] madvise never"))
                .isEqualTo(new Machine(Setting.MADVISE, all));
        assertThat(machine("[always] madvise never", "always inherit madvise [never]"))
                .isEqualTo(new Machine(Setting.ALWAYS, all));
        assertThat(machine(
                        "always madvise [never]", "always [inherit] madvise never", "[always] inherit madvise never"))
                .isEqualTo(new Machine(Setting.ALWAYS, folder.resolve("hugepages-1kB/enabled")));
    }

    @Test
    void aForkWithAnotherRuleIsCaught() {
        HugePages never = new HugePages(Optional.of("never"));
        assertThatCode(() -> never.prove(Map.of("thp", "never"), Proof.Place.HERE))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> never.prove(Map.of("thp", "host"), Proof.Place.HERE))
                .hasToString("The huge pages are not as asked for: by prctl it should have never, and it has host; see"
                        + " what changes that: a wrapper around java, or the allocator's own settings.");
        assertThatThrownBy(() -> never.prove(Map.of(), Proof.Place.HERE)).hasMessageContaining("it has nothing");
        // Nobody asked: an allocator may set it for itself.
        assertThatCode(() -> new HugePages(Optional.empty()).prove(Map.of("thp", "never"), Proof.Place.HERE))
                .doesNotThrowAnyException();
    }

    @Test
    void theCommandBeginsWithTheRuleThatIsSet() {
        assertThat(new HugePages(Optional.of("never")).before())
                .hasSize(2)
                .last()
                .isEqualTo("never");
        assertThat(new HugePages(Optional.of("never")).options()).containsExactly("-Debb.thp=never");
        assertThat(new HugePages(Optional.of("host")).before()).isEmpty();
        assertThat(new HugePages(Optional.of("host")).options()).containsExactly("-Debb.thp=host");
        assertThat(new HugePages(Optional.empty()).before()).isEmpty();
        assertThat(new HugePages(Optional.empty()).options()).isEmpty();
    }

    /** Of this kernel. */
    @Test
    void theKernelHasNever() {
        assertThatCode(() -> HugePages.check("never")).doesNotThrowAnyException();
    }
}
