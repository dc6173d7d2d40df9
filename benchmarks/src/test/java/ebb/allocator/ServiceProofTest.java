// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceProofTest extends ServiceProofFixture {
    @Test
    void aProcessInPlaceIsProven() {
        ServiceProof.Result result = result();
        assertThat(result.processes()).isOne();
        assertThat(result.notes()).isEmpty();
        assertThat(result.proven()).isEqualTo(new Proven("jemalloc", "5.3.0", "", "", List.of(), List.of(), 0));
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
    void whatMuslsLoaderSaysOfThePreloadedIsExplained() {
        String musl = " It is built for musl, and all that could be preloaded is built for glibc: build it for glibc.";
        String words = "its last words: Error relocating " + ours + ": _Unwind_Resume: symbol not found";
        assertThat(proof().explain(words)).isEqualTo(musl);
        assertThat(proof().explain("Error loading shared library ld.so: no such file (needed by " + ours + ")"))
                .isEqualTo(musl);
        assertThat(proof().explain(words.replace(ours.toString(), theirs.toString())))
                .isEmpty();
        assertThat(proof().explain("its last words: see " + ours)).isEmpty();
    }

    /** As Redis, whose redis-server is a link to redis-check-rdb. */
    @Test
    void aProgramIsNamedAsItWasStartedAndByItsFile() throws IOException {
        facts.put("unidentified", "x");
        process();
        Files.writeString(folder.resolve("7/comm"), "redis-server\n");
        refused("cannot be proven in process 7, redis-server (SHOP): its allocator could not be asked: x.");
        // The kernel keeps 15 characters.
        Files.writeString(folder.resolve("7/comm"), "sho\n");
        refused("cannot be proven in process 7 (SHOP): its allocator could not be asked: x.");
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
    void aProcessWithHugePagesThatItShouldNotHaveIsCaught() {
        thp = Optional.of("never");
        facts.put("thp", "host");
        assertThatThrownBy(this::result)
                .hasMessageStartingWith("The huge pages are not as asked for in process 7 (")
                .hasMessageEndingWith(
                        "): by prctl it should have never, and it has host; see what changes that: something"
                                + " between 'start' and it, or the allocator's own settings.");
        facts.put("thp", "never");
        assertThat(result().processes()).isOne();
    }

    @Test
    void aProcessThatIsToReleaseMustObey() {
        releases = new Releases(Optional.of(Duration.ofSeconds(1)), Optional.empty(), false);
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
}
