// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest extends ProofFixture {
    @ParameterizedTest
    @CsvSource({
        "glibc, '', /usr/lib/x86_64-linux-gnu/libc.so.6",
        "jemalloc, /c/libjemalloc.so.2, /c/libjemalloc.so.2",
        "mimalloc, /c/libmimalloc.so.3, /c/libmimalloc.so.3",
        "tcmalloc, /c/libtcmalloc_minimal.so.4, /c/libtcmalloc_minimal.so.4",
        "tbbmalloc, /c/libtbbmalloc.so.2:/c/libtbbmalloc_proxy.so.2, /c/libtbbmalloc_proxy.so.2",
        "scudo, /c/libclang_rt.scudo_standalone-x86_64.so, /c/libclang_rt.scudo_standalone-x86_64.so"
    })
    void everyFamilyInPlacePasses(String family, String libraries, String owner) {
        String mapped = (libraries + ":" + LIBC).replace(':', '\n').strip();
        assertThatCode(() -> Proof.check(assignment(family, libraries), evidence(identity(owner, family, ""), mapped)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"malloc", "free", "calloc", "realloc", "aligned_alloc", "posix_memalign"})
    void everyFunctionMustBelongToTheLibrary(String function) {
        Map<String, String> identity = identity(JEMALLOC, "jemalloc", "");
        identity.put(function, "/opt/agent.so");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity, JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for " + function + " of /c/libjemalloc.so.2, found "
                        + function + " of /opt/agent.so; see what else brings an allocator into the JVM.");
        identity.remove(function);
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity, JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for " + function + " of /c/libjemalloc.so.2, found "
                        + function + " of nobody; see what else brings an allocator into the JVM.");
    }

    @Test
    void aLibraryThatWasNotPreloadedIsCaught() {
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(LIBC, "glibc", ""), LIBC),
                "Allocator jemalloc-x is not in place: asked for malloc of /c/libjemalloc.so.2, found malloc of " + LIBC
                        + "; ld.so could not preload it; a folder mounted noexec is one reason.");
    }

    @Test
    void aLibraryThatLdSoGaveUpHalfwayIsNotTakenForLoaded() {
        MappedFiles firstSegmentOnly = MappedFiles.parse(
                "7f1a3a400000-7f1a3a426000 r--p 00000000 fe:01 2884100                    " + JEMALLOC);
        refused(
                assignment("jemalloc", JEMALLOC),
                new Proof.Evidence(
                        Proof.Place.HERE, identity(LIBC, "glibc", ""), firstSegmentOnly, environment, List.of()),
                "Allocator jemalloc-x is not in place: asked for malloc of /c/libjemalloc.so.2, found malloc of " + LIBC
                        + "; ld.so could not preload it; a folder mounted noexec is one reason.");
    }

    @Test
    void aLibraryWithoutMallocIsCaught() {
        refused(
                assignment("unknown", "/lib/libm.so.6"),
                evidence(identity(LIBC, "glibc", ""), "/lib/libm.so.6\n" + LIBC),
                "Allocator unknown-x is not in place: asked for malloc of /lib/libm.so.6, found malloc of " + LIBC
                        + "; that library was loaded but has no such function: take one that has all of malloc's.");
    }

    @Test
    void glibcUnderAnotherAllocatorIsCaught() {
        refused(
                assignment("glibc", ""),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC),
                "Allocator glibc-x is not in place: asked for malloc of libc.so.6, found malloc of /c/libjemalloc.so.2;"
                        + " see what else brings an allocator into the JVM.");
    }

    @Test
    void theFamilyIsTheCatalogs() {
        refused(
                assignment("mimalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC),
                "Allocator mimalloc-x is not in place: asked for the family mimalloc, found /c/libjemalloc.so.2, which is"
                        + " of the family jemalloc; correct 'family' or 'library' in the catalog.");
        assertThatCode(() -> Proof.check(
                        assignment("unknown", JEMALLOC), evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC)))
                .doesNotThrowAnyException();
    }

    @Test
    void aSecondAllocatorIsCaught() {
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC + "\n/usr/lib/libmimalloc.so.2.0"),
                "Allocator jemalloc-x is not in place: asked for /c/libjemalloc.so.2 alone, found a second allocator,"
                        + " /usr/lib/libmimalloc.so.2.0, in the same process; take away what loads it: an agent, or a"
                        + " library linked against it.");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC + "\n/usr/lib/libjemalloc.so.1"),
                "Allocator jemalloc-x is not in place: asked for /c/libjemalloc.so.2 alone, found a second allocator,"
                        + " /usr/lib/libjemalloc.so.1, in the same process; take away what loads it: an agent, or a"
                        + " library linked against it.");
    }
}
