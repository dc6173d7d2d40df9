// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports and /proc as texts: process 7 runs the program /.../shop. */
class ServiceProofTest {
    private static final List<String> C_FUNCTIONS =
            List.of("malloc", "free", "calloc", "realloc", "aligned_alloc", "posix_memalign");

    @TempDir
    Path folder;

    private Path shop = Path.of("");
    private Path libc = Path.of("");
    private Path ours = Path.of("");
    private Path theirs = Path.of("");

    private final Map<String, String> facts = new TreeMap<>();
    private final List<String> more = new ArrayList<>();
    private final List<Path> mapped = new ArrayList<>();
    private final List<String> threads = new ArrayList<>(List.of("shop"));
    private final Map<String, String> expect = new TreeMap<>();
    private List<Path> preload = List.of();
    private Family family = Family.JEMALLOC;
    private Optional<Duration> interval = Optional.empty();
    private Optional<String> prefix = Optional.empty();

    @BeforeEach
    void aShopOnJemalloc() throws IOException {
        folder = folder.toRealPath();
        shop = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("shop"));
        libc = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libc.so.6"));
        ours = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libjemalloc.so.2"));
        theirs = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libmimalloc.so.2"));
        preload = List.of(ours);
        own(ours);
        facts.putAll(Map.of("family", "jemalloc", "version", "5.3.0", "how", "start", "control", "yes", "pid", "7"));
        facts.put("executable", shop.toString());
        more.add("allocator=malloc,mallctl " + ours);
        mapped.addAll(List.of(shop, ours, libc));
    }

    @Test
    void aProcessInPlaceIsProven() {
        ServiceProof.Result result = result();
        assertThat(result.processes()).isOne();
        assertThat(result.notes()).isEmpty();
        assertThat(result.proven()).isEqualTo(new Proven("jemalloc", "5.3.0", "", "", List.of()));
    }

    @Test
    void whatSaysNothingIsNamed() {
        refused(
                () -> proof().check(process(), null),
                "Allocator x cannot be proven in process 7 (SHOP): it is statically linked, so nothing can be preloaded;"
                        + " build it to load its C library.");
        // The pid has reported before it ran another program.
        facts.put("executable", "/bin/sh");
        refused(
                "cannot be proven in process 7 (SHOP): it is statically linked, so nothing can be preloaded; build it to"
                        + " load its C library.");
    }

    @Test
    void anAllocatorThatCouldNotBeAskedIsNamed() {
        facts.put("unidentified", "a signal ended the copy");
        refused("cannot be proven in process 7 (SHOP): its allocator could not be asked: a signal ended the copy.");
    }

    @Test
    void whatEndedIsNoFault() throws IOException {
        ServiceProof proof = proof();
        OtherProcess process = process();
        Files.delete(folder.resolve("7/exe"));
        proof.check(process, null);
        refused(proof::result, "Allocator x cannot be proven: the service has no process.");
    }

    @Test
    void everyFunctionMustBeTheAllocators() {
        facts.put("posix_memalign", libc.toString());
        refused(
                "is not in place in process 7 (SHOP): asked for posix_memalign of OURS, found posix_memalign of LIBC; that"
                        + " library was loaded but has no such function: take one that has all of malloc's.");
    }

    @Test
    void aVariableOfTheServicesOwnIsCaught() {
        more.add("environment=MALLOC_CONF=narenas:1");
        more.add("environment=MY_MALLOC=1"); // of another kind
        refused("is not in place in process 7 (SHOP): asked for no MALLOC_CONF, found MALLOC_CONF=narenas:1; look for"
                + " something between 'start' and it that sets it.");
    }

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
    void aForkHasNoBackgroundThreadAndIsNoted() {
        expect.put("opt.background_thread", "true");
        facts.put("setting.opt.background_thread", "true");
        refused("is not in place in process 7 (SHOP): asked for jemalloc's background thread, found no thread named"
                + " jemalloc_bg_thd; use a jemalloc that was built with background threads.");
        facts.put("how", "fork");
        assertThat(result().notes())
                .containsExactly(shop + " has children of a fork, in which jemalloc has no background thread.");
        threads.add("jemalloc_bg_thd");
        assertThat(result().notes()).isEmpty();
    }

    @Test
    void aProcessThatIsToReleaseMustObey() {
        interval = Optional.of(Duration.ofSeconds(1));
        facts.put("release", "mallctl");
        threads.add("ebb-agent");
        assertThat(result().processes()).isOne();
        facts.put("control", "forked within a command");
        refused(
                "cannot be proven in process 7 (SHOP): its memory is to be released at intervals, and the agent in it takes no"
                        + " commands (forked within a command).");
        facts.put("control", "yes");
        threads.remove("ebb-agent");
        refused(
                "is not in place in process 7 (SHOP): asked for a release of its memory every 1 s, found no thread named"
                        + " ebb-agent; report this as an error of Ebb.");
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
        refused("cannot be proven: no process of the service has _rjem_malloc linked in.");
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

    private void own(Path library) {
        C_FUNCTIONS.forEach(function -> facts.put(function, library.toString()));
    }

    private ServiceProof proof() {
        return new ServiceProof(
                new ForkAssignment(
                        folder,
                        1,
                        List.of(),
                        folder.resolve("proof"),
                        "x",
                        family,
                        preload,
                        Map.of(),
                        expect,
                        interval,
                        prefix,
                        List.of("libjemalloc.so", "libmimalloc.so")),
                folder.resolve("libebbagent.so"));
    }

    private ServiceProof.Result result() {
        List<String> lines = new ArrayList<>(more);
        facts.forEach((key, value) -> lines.add(key + "=" + value));
        ServiceProof proof = proof();
        proof.check(process(), AgentReport.parse(lines, new HashMap<>()));
        return proof.result();
    }

    private OtherProcess process() {
        try {
            Path process = Files.createDirectories(folder.resolve("7"));
            Files.deleteIfExists(process.resolve("exe"));
            Files.createSymbolicLink(process.resolve("exe"), shop);
            StringBuilder maps = new StringBuilder();
            mapped.forEach(file -> maps.append("7f0000-7f1000 r-xp 00000000 fe:01 1   " + file + "\n"));
            Files.writeString(process.resolve("maps"), maps);
            for (String thread : List.of("shop", "ebb-agent", "jemalloc_bg_thd")) {
                Path comm = Files.createDirectories(process.resolve("task/" + thread))
                        .resolve("comm");
                Files.writeString(comm, threads.contains(thread) ? thread + "\n" : "other\n");
            }
            return new OtherProcess(7, folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(String message) {
        refused(this::result, "Allocator x " + message);
    }

    private void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(EbbException.class)
                .hasMessage(message.replace("SHOP", shop.toString())
                        .replace("OURS", ours.toString())
                        .replace("THEIRS", theirs.toString())
                        .replace("LIBC", libc.toString()));
    }
}
