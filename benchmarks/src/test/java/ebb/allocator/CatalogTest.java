// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    @TempDir
    Path folder;

    @Test
    void bundledEntriesAreThese() {
        assertThat(Catalog.load(List.of()).all())
                .extracting(Allocator::id)
                .containsExactly(
                        "glibc",
                        "glibc-arena1",
                        "glibc-notcache",
                        "glibc-nofastbins",
                        "glibc-mmap64k",
                        "glibc-trim1s",
                        "glibc-after",
                        "jemalloc",
                        "jemalloc-background",
                        "jemalloc-decay0",
                        "jemalloc-thp",
                        "jemalloc-park",
                        "jemalloc-after",
                        "mimalloc2",
                        "mimalloc2-purge",
                        "mimalloc2-park",
                        "mimalloc2-parklight",
                        "mimalloc2-parkafter",
                        "mimalloc3",
                        "mimalloc3-purge",
                        "mimalloc3-nothp",
                        "mimalloc3-collect1s",
                        "mimalloc3-park",
                        "mimalloc3-parklight",
                        "mimalloc3-parkafter",
                        "tcmalloc",
                        "tcmalloc-aggressive",
                        "tcmalloc-release1s",
                        "tcmalloc-park",
                        "tcmalloc-after",
                        "tcmalloc-parkafter",
                        "tbbmalloc",
                        "tbbmalloc-park",
                        "tbbmalloc-after",
                        "tbbmalloc-parkafter",
                        "scudo",
                        "scudo-after");
    }

    @Test
    void quickVerdictRunsTenOfThem() {
        assertThat(Catalog.load(List.of()).quick())
                .extracting(Allocator::id)
                .containsExactly(
                        "glibc",
                        "glibc-nofastbins",
                        "glibc-trim1s",
                        "jemalloc",
                        "jemalloc-background",
                        "mimalloc2",
                        "mimalloc3",
                        "tcmalloc",
                        "tbbmalloc",
                        "scudo");
    }

    @Test
    void bundledEntriesAllSayWhatTheyAre() {
        assertThat(Catalog.load(List.of()).all())
                .allSatisfy(entry -> assertThat(entry.about()).isNotBlank());
    }

    @Test
    void readsEveryKey() throws IOException {
        Path file = write("""
                [[allocator]]
                id = "jemalloc-narrow"
                family = "jemalloc"
                library = "libjemalloc.so.2"
                environment = { MALLOC_CONF = "narenas:1,tcache:false" }
                expect = { "opt.narenas" = 1, "opt.tcache" = false }
                release-interval = 0.25
                release-on-park = "owner"
                release-after-burst = true
                about = "one arena, no thread caches"
                quick = false
                """);
        assertThat(Catalog.load(List.of(file)).find("jemalloc-narrow"))
                .isEqualTo(new Allocator(
                        "jemalloc-narrow",
                        Family.JEMALLOC,
                        List.of("libjemalloc.so.2"),
                        Map.of("MALLOC_CONF", "narenas:1,tcache:false"),
                        Map.of("opt.narenas", "1", "opt.tcache", "false"),
                        new Releases(Optional.of(Duration.ofMillis(250)), Optional.of(Releases.OnPark.OWNER), true),
                        Optional.empty(),
                        "one arena, no thread caches",
                        false,
                        Optional.of(file)));
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        Path file = write("[[allocator]]\nid = 'mine'\nlibrary = ['liba.so', './b/libb.so', '/opt/libc.so']\n");
        Allocator mine = Catalog.load(List.of(file)).find("mine");
        assertThat(mine.family()).isEqualTo(Family.UNKNOWN);
        assertThat(mine.quick()).isTrue();
        assertThat(mine.settingsText()).isEqualTo("defaults");
        assertThat(mine.releases().any()).isFalse();
        assertThat(mine.libraries()).containsExactly("liba.so", folder + "/b/libb.so", "/opt/libc.so");
    }

    @Test
    void anAllocatorThatAProgramHasLinkedInIsForServicesAlone() throws IOException {
        Path file = write("""
                [[allocator]]
                id = "rjem"
                family = "jemalloc"
                prefix = "_rjem_"
                environment = { _RJEM_MALLOC_CONF = "narenas:1" }
                """);
        Catalog catalog = Catalog.load(List.of(file));
        Allocator rjem = catalog.find("rjem");
        assertThat(rjem.prefix()).contains("_rjem_");
        assertThat(rjem.quick()).isFalse();
        Resolved resolved = catalog.resolve(rjem);
        assertThat(resolved.preload()).isEmpty();
        assertThat(resolved.libraries()).isEmpty();
        assertThat(resolved.origin()).contains(Resolved.Origin.LINKED);
        assertThat(resolved.orThrow(true)).isEqualTo(resolved);
        assertThatThrownBy(() -> resolved.orThrow(false))
                .isInstanceOf(EbbException.class)
                .hasMessage("Allocator rjem has a 'prefix': it is linked into the program of a service, so only the"
                        + " benchmark Service can run on it.");
    }

    @Test
    void theEnvironmentIsOneLineOfSettings() {
        assertThat(Catalog.load(List.of()).find("mimalloc3-purge").settingsText())
                .isEqualTo("MIMALLOC_PURGE_DELAY=0 MIMALLOC_PURGE_DECOMMITS=1");
        assertThat(Catalog.load(List.of()).find("glibc-trim1s").settingsText()).isEqualTo("release-interval=1");
        assertThat(Catalog.load(List.of()).find("mimalloc3-parkafter").settingsText())
                .isEqualTo("release-on-park=owner release-after-burst=true");
        assertThat(Catalog.load(List.of()).find("mimalloc3-parklight").settingsText())
                .isEqualTo("release-on-park=light");
    }

    @Test
    void aValueWithASlashIsALibrary() {
        Allocator given = Catalog.load(List.of()).find("/opt/x/../libmalloc.so");
        assertThat(given.id()).isEqualTo("/opt/x/../libmalloc.so");
        assertThat(given.libraries()).containsExactly("/opt/libmalloc.so");
        assertThat(given.family()).isEqualTo(Family.UNKNOWN);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Catalog.load(List.of()).find("jemaloc"))
                .isInstanceOf(EbbException.class)
                .hasMessage("There is no allocator 'jemaloc'. Did you mean jemalloc?"
                        + " A library is given by a path with a slash and without commas, as in ./libmalloc.so.");
    }

    @Test
    void aNameNearNoneIsAnsweredWithAll() {
        assertThatThrownBy(() -> Catalog.load(List.of()).find("hoard"))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("There is no allocator 'hoard'. Known are glibc, glibc-arena1, ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            id = 3                                  | 2: 'id' must be a text in quotes.
            id = "a" ~ libary = "./a.so"            | 3: 'libary' is not known here. Did you mean library?
            id = "A b" ~ library = "./a.so"         | 2: The id 'A b' must be 1 to 40 lower-case letters, digits, dots, hyphens and underscores, and begin with a letter or digit.
            id = "glibc" ~ family = "glibc"         | 2: There is an allocator 'glibc' already; choose another id.
            library = "./a.so"                      | 1: This entry needs 'id'.
            id = "a"                                | 1: This entry needs 'library'; only the family glibc has none.
            id = "a" ~ library = ""                 | 3: A library's name is empty.
            id = "a" ~ library = ["./a.so", 1]      | 3: 'library' must be a list of texts in quotes.
            id = "a" ~ family = "glibc" ~ library = "./a.so" | 1: The family glibc has no 'library': it is the system's own.
            id = "a" ~ family = "mimaloc" ~ library = "./a.so" | 3: The family 'mimaloc' is not one of glibc, jemalloc, mimalloc, tcmalloc, tbbmalloc, scudo, unknown. Did you mean mimalloc?
            id = "a" ~ library = "./a.so" ~ quick = 1 | 4: 'quick' must be true or false.
            id = "a" ~ library = "./a.so" ~ environment = "A=1" | 4: 'environment' must be a table: { NAME = "value" }.
            id = "a" ~ library = "./a.so" ~ environment = { A = 1 } | 4: 'A' must be a text in quotes.
            id = "a" ~ library = "./a.so" ~ environment = { "A-B" = "" } | 4: 'A-B' cannot be the name of an environment variable.
            id = "a" ~ library = "./a.so" ~ environment = { LD_PRELOAD = "b" } | 4: LD_PRELOAD is Ebb's own: name the file in 'library'.
            id = "a" ~ library = "./a.so" ~ environment = { A = "\\u0001" } | 4: 'environment' has a character that cannot be printed: '\ufffd'.
            id = "a" ~ library = "./a.so" ~ environment = { A = "b\\nc" } | 4: The value of A is more than one line.
            id = "a" ~ library = "./a.so" ~ environment = { A = "b\\nc" } | 4: The value of A is more than one line.
            id = "a" ~ library = "./a.so" ~ expect = { a = 0.5 } | 4: 'a' must be a text in quotes, true, false or a whole number.
            id = "a" ~ library = "./a.so" ~ release-interval = 0 | 4: 'release-interval' is 0.0 and must be from 0.001 to 3600 seconds.
            id = "a" ~ library = "./a.so" ~ release-interval = 3601 | 4: 'release-interval' is 3601.0 and must be from 0.001 to 3600 seconds.
            id = "a" ~ library = "./a.so" ~ release-interval = nan | 4: 'release-interval' is NaN and must be from 0.001 to 3600 seconds.
            id = "a" ~ library = "./a.so" ~ release-on-park = "ligth" | 4: 'release-on-park' is 'ligth', which is not one of owner, light. Did you mean light?
            id = "a" ~ library = "./a.so" ~ release-on-park = true | 4: 'release-on-park' must be a text in quotes.
            id = "a" ~ library = "./a.so" ~ release-after-burst = "yes" | 4: 'release-after-burst' must be true or false.
            id = "a" ~ library = "./a.so" ~ release-interval = "1s" | 4: 'release-interval' must be a number.
            id = "a" ~ prefix = "a-b"               | 3: The prefix 'a-b' must be what stands before malloc in the name of a function, as in _rjem_malloc: letters, digits and underscores.
            id = "a" ~ prefix = "je_" ~ library = "./a.so" | 3: An entry with 'prefix' has no 'library': the allocator is linked into the service's program.
            id = "a" ~ prefix = "je_" ~ family = "glibc" | 4: The family glibc has no 'prefix': it is in the system's C library.
            id = "a" ~ prefix = "je_" ~ quick = true | 4: An entry with 'prefix' is for services alone: leave out 'quick'.
            id = "a" ~ ~ id = "b"                   | 4: id previously defined at line 2, column 1.
            """)
    void anErrorNamesFileAndLine(String entry, String error) throws IOException {
        Path file = write("[[allocator]]\n" + entry.replace(" ~ ", "\n").replace("~ ", "\n"));
        assertThatThrownBy(() -> Catalog.load(List.of(file)))
                .isInstanceOf(EbbException.class)
                .hasMessage(file + ":" + error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [[alocator]]          | :1: 'alocator' is not known here; an entry begins with [[allocator]].
            [allocator]           | :1: Write [[allocator]], with two brackets.
            allocator = [1]       | :1: Each entry is a table that begins with [[allocator]].
            # nothing             | :1: There is no allocator in this file; an entry begins with [[allocator]].
            """)
    void aFileWithoutEntriesIsAnError(String text, String error) throws IOException {
        Path file = write(text);
        assertThatThrownBy(() -> Catalog.load(List.of(file)))
                .isInstanceOf(EbbException.class)
                .hasMessage(file + error);
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        Path file = folder.resolve("none.toml");
        assertThatThrownBy(() -> Catalog.load(List.of(file)))
                .isInstanceOf(EbbException.class)
                .hasMessage("Cannot read " + file + ": there is no such file.");
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("mine.toml"), toml);
    }
}
