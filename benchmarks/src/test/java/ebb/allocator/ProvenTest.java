// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.UsedAllocator;
import ebb.shim.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenTest {
    @TempDir
    private Path folder;

    @Test
    void theHostReadsWhatTheForkWrote() {
        Proven proven = new Proven(
                "jemalloc",
                "5.3.0-0-g54eaed1d",
                "mallctl(\"arena.4096.purge\")",
                "mallctl(\"thread.idle\")",
                List.of("MALLOC_CONF=slab_sizes:1-2:3", "A=b=c"),
                List.of("A note.", "One with = in it."),
                3);
        Path file = folder.resolve("1.proof");
        proven.write(file);

        assertThat(Proven.read(file)).isEqualTo(proven);
    }

    @Test
    void aLibraryThatTellsNothingIsUnknown() {
        Path file = folder.resolve("1.proof");
        Proven.of(Map.of("malloc", "/x.so"), List.of()).write(file);

        assertThat(Proven.read(file)).isEqualTo(new Proven("unknown", "", "", "", List.of(), List.of(), 0));
        assertThat(Proven.read(file).tell(UsedAllocator.unknown("/x.so")).calls())
                .isNull();
    }

    @Test
    void theNotesOfAllForksAreTold() {
        Proven none = Proven.of(Map.of("family", "jemalloc"), List.of());
        Proven one = none.noting(List.of("A note."), 1);
        Proven two = none.noting(List.of("A note.", "Another."), 11);

        assertThat(none.tell(UsedAllocator.unknown("jemalloc")).notes()).isNull();
        assertThat(none.and(one).tell(UsedAllocator.unknown("jemalloc")).notes())
                .containsExactly(
                        "A note.", "Processes of the service ended before it could be proven what they ran on.");
        assertThat(one.and(two).tell(UsedAllocator.unknown("jemalloc")).notes())
                .containsExactly(
                        "A note.",
                        "Another.",
                        "Processes of the service ended before it could be proven what they ran on.");
    }

    @Test
    void aNoteStaysOneLine() {
        Path file = folder.resolve("1.proof");
        Proven.of(Map.of(), List.of())
                .noting(List.of("/a\nfamily=b loads it."), 0)
                .write(file);

        assertThat(Proven.read(file).family()).isEqualTo("unknown");
        assertThat(Proven.read(file).notes()).containsExactly("/a\ufffdfamily=b loads it.");
    }

    @Test
    void theCallsAreTheShims() {
        UsedAllocator glibc = Proven.of(Identity.read(), List.of()).tell(UsedAllocator.unknown("glibc"));

        assertThat(glibc.calls()).isEqualTo(new UsedAllocator.Calls("malloc_trim(0)", "malloc_trim(0)"));
    }
}
