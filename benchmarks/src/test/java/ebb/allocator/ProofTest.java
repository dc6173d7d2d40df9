// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest {
    private static final List<String> STEMS = List.of("libjemalloc.so", "libmimalloc.so", "libtbbmalloc.so");
    private static final String LIBC = "/usr/lib/x86_64-linux-gnu/libc.so.6";
    private static final String JEMALLOC = "/c/libjemalloc.so.2";

    private final Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/bin", "LD_PRELOAD", JEMALLOC));
    private final Map<String, String> expect = new TreeMap<>();
    private final Map<String, String> wanted = new TreeMap<>();
    private Optional<Duration> interval = Optional.empty();
    private final Optional<String> prefix = Optional.empty();

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
                        + "; ld.so could not preload it and says why above; a folder mounted noexec is one reason.");
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
                        + "; ld.so could not preload it and says why above; a folder mounted noexec is one reason.");
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

    @Test
    void aVariableMustArrive() {
        wanted.put("MALLOC_CONF", "narenas:1");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for MALLOC_CONF=narenas:1, found MALLOC_CONF unset; look for a"
                        + " wrapper around java that changes the environment.");
        environment.put("MALLOC_CONF", "narenas:2");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for MALLOC_CONF=narenas:1, found MALLOC_CONF=narenas:2; look"
                        + " for a wrapper around java that changes the environment.");
    }

    @Test
    void aVariableThatNobodyAskedForIsCaught() {
        environment.put("MALLOC_ARENA_MAX", "1");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for no MALLOC_ARENA_MAX, found MALLOC_ARENA_MAX=1; look for a"
                        + " wrapper around java that sets it.");
    }

    @Test
    void settingsMustReadBack() {
        expect.put("opt.dirty_decay_ms", "0");
        assertThatCode(() -> Proof.check(
                        assignment("jemalloc", JEMALLOC),
                        evidence(identity(JEMALLOC, "jemalloc", "setting.opt.dirty_decay_ms=0"), JEMALLOC)))
                .doesNotThrowAnyException();
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", "setting.opt.dirty_decay_ms=10000"), JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for the setting opt.dirty_decay_ms=0, found"
                        + " opt.dirty_decay_ms=10000; see whether this version of the library knows the variables of"
                        + " 'environment', and whether a file such as /etc/malloc.conf overrides them.");
    }

    @Test
    void aSettingUnderEitherNameMustReadBack() {
        expect.put("decommit_delay|purge_delay", "0");
        assertThatCode(() -> Proof.check(
                        assignment("jemalloc", JEMALLOC),
                        evidence(identity(JEMALLOC, "jemalloc", "setting.purge_delay=0"), JEMALLOC)))
                .doesNotThrowAnyException();
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", "setting.decommit_delay=25"), JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for the setting decommit_delay=0, found decommit_delay=25; see"
                        + " whether this version of the library knows the variables of 'environment', and whether a file"
                        + " such as /etc/malloc.conf overrides them.");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", ""), JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for the setting decommit_delay|purge_delay=0, found a library"
                        + " that does not tell it; take it out of 'expect', or use a version of the library that does.");
    }

    @Test
    void theBackgroundThreadMustBeThere() {
        expect.put("opt.background_thread", "true");
        Map<String, String> identity = identity(JEMALLOC, "jemalloc", "setting.opt.background_thread=true");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity, JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for jemalloc's background thread, found no thread named"
                        + " jemalloc_bg_thd; use a jemalloc that was built with background threads.");
        assertThatCode(() -> Proof.check(
                        assignment("jemalloc", JEMALLOC),
                        new Proof.Evidence(
                                Proof.Place.HERE,
                                identity,
                                mapped(JEMALLOC),
                                environment,
                                List.of("java", "jemalloc_bg_thd"))))
                .doesNotThrowAnyException();
    }

    @Test
    void theThreadThatReleasesMustBeThere() {
        interval = Optional.of(Duration.ofMillis(1500));
        Map<String, String> identity = identity(JEMALLOC, "jemalloc", "release=mallctl(\"arena.4096.purge\")");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity, JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for a release of its memory every 1.5 s, found no thread named"
                        + " ebb-release; report this as an error of Ebb.");
        assertThatCode(() -> Proof.check(
                        assignment("jemalloc", JEMALLOC),
                        new Proof.Evidence(
                                Proof.Place.HERE,
                                identity,
                                mapped(JEMALLOC),
                                environment,
                                List.of("java", "ebb-release"))))
                .doesNotThrowAnyException();
    }

    @Test
    void aLibraryWithoutAReleaseCannotBeMadeToRelease() {
        interval = Optional.of(Duration.ofSeconds(1));
        refused(
                assignment("unknown", "/c/libmine.so"),
                evidence(identity("/c/libmine.so", "unknown", ""), "/c/libmine.so"),
                "Allocator unknown-x is not in place: asked for a release of its memory every 1 s, found a library that has"
                        + " no such call; take 'release-interval' out of the entry.");
    }

    @Test
    void aSettingThatTheLibraryDroppedIsCaughtWithoutExpect() {
        setMallocConf("dirty_decay_ms:1000,narenas:2");
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(
                        identity(JEMALLOC, "jemalloc", "setting.opt.dirty_decay_ms=1000\nsetting.opt.narenas=8"),
                        JEMALLOC),
                "Allocator jemalloc-x is not in place: asked for MALLOC_CONF=narenas:2, found opt.narenas=8; see whether"
                        + " this version of the library takes that value, and whether a file such as /etc/malloc.conf"
                        + " overrides it.");
    }

    @Test
    void whatNothingTellsIsUnproven() {
        setMallocConf("dirty_decay_ms:1000,slab_sizes:1-2:3");
        assertThat(Proof.check(
                        assignment("jemalloc", JEMALLOC),
                        evidence(identity(JEMALLOC, "jemalloc", "setting.opt.dirty_decay_ms=1000"), JEMALLOC)))
                .containsExactly("MALLOC_CONF=slab_sizes:1-2:3");
    }

    @Test
    void whatOnlyAnotherVersionHasIsProvenByItsOtherName() {
        for (String name : List.of("MIMALLOC_PURGE_DELAY", "MIMALLOC_DECOMMIT_DELAY")) {
            wanted.put(name, "0");
            environment.put(name, "0");
        }
        Map<String, String> identity = identity(JEMALLOC, "mimalloc", "setting.purge_delay=0");
        assertThat(Proof.check(assignment("mimalloc", JEMALLOC), evidence(identity, JEMALLOC)))
                .containsExactly("MIMALLOC_DECOMMIT_DELAY=0");
        expect.put("decommit_delay|purge_delay", "0");
        assertThat(Proof.check(assignment("mimalloc", JEMALLOC), evidence(identity, JEMALLOC)))
                .isEmpty();
    }

    private void setMallocConf(String value) {
        wanted.put("MALLOC_CONF", value);
        environment.put("MALLOC_CONF", value);
    }

    private static void refused(ForkAssignment assignment, Proof.Evidence evidence, String message) {
        assertThatThrownBy(() -> Proof.check(assignment, evidence))
                .isInstanceOf(EbbException.class)
                .hasMessage(message);
    }

    private ForkAssignment assignment(String family, String libraries) {
        List<Path> paths = libraries.isEmpty()
                ? List.of()
                : List.of(libraries.split(":")).stream().map(Path::of).toList();
        return new ForkAssignment(
                Path.of("/run"),
                1,
                List.of(),
                Path.of("/runs/x/1.proof"),
                family + "-x",
                Family.of(family).orElseThrow(),
                paths,
                wanted,
                expect,
                interval,
                prefix,
                STEMS);
    }

    private Proof.Evidence evidence(Map<String, String> identity, String files) {
        return new Proof.Evidence(
                Proof.Place.HERE, identity, mapped(files), environment, List.of("java", "GC Thread#0"));
    }

    private static MappedFiles mapped(String files) {
        return MappedFiles.parse(files.lines()
                .map(file -> "7f1a3a400000-7f1a3a426000 r-xp 00000000 fe:01 2884100                    " + file)
                .collect(Collectors.joining("\n")));
    }

    /** The shim's text for a library that owns everything. */
    private static Map<String, String> identity(String owner, String family, String more) {
        String text = """
                malloc=%1$s
                free=%1$s
                calloc=%1$s
                realloc=%1$s
                aligned_alloc=%1$s
                posix_memalign=%1$s
                family=%2$s
                %3$s
                """.formatted(owner, family, more);
        Map<String, String> identity = new TreeMap<>();
        text.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            identity.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return identity;
    }
}
