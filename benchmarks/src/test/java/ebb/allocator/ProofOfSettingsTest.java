// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Variables, settings and threads; whose malloc it is, {@link ProofTest} tries. */
class ProofOfSettingsTest extends ProofFixture {
    @Test
    void aVariableMustArrive() {
        wanted.put("MALLOC_CONF", "narenas:1");
        refusedOnJemalloc(
                "",
                "Allocator jemalloc-x is not in place: asked for MALLOC_CONF=narenas:1, found MALLOC_CONF unset; look for a"
                        + " wrapper around java that changes the environment.");
        environment.put("MALLOC_CONF", "narenas:2");
        refusedOnJemalloc(
                "",
                "Allocator jemalloc-x is not in place: asked for MALLOC_CONF=narenas:1, found MALLOC_CONF=narenas:2; look"
                        + " for a wrapper around java that changes the environment.");
    }

    @Test
    void aVariableThatNobodyAskedForIsCaught() {
        environment.put("MALLOC_ARENA_MAX", "1");
        refusedOnJemalloc(
                "",
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
        refusedOnJemalloc(
                "setting.opt.dirty_decay_ms=10000",
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
        refusedOnJemalloc(
                "setting.decommit_delay=25",
                "Allocator jemalloc-x is not in place: asked for the setting decommit_delay=0, found decommit_delay=25; see"
                        + " whether this version of the library knows the variables of 'environment', and whether a file"
                        + " such as /etc/malloc.conf overrides them.");
        refusedOnJemalloc(
                "",
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
        releases = new Releases(Optional.of(Duration.ofMillis(1500)), Optional.empty(), false);
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
        releases = new Releases(Optional.of(Duration.ofSeconds(1)), Optional.empty(), false);
        refused(
                assignment("unknown", "/c/libmine.so"),
                evidence(identity("/c/libmine.so", "unknown", ""), "/c/libmine.so"),
                "Allocator unknown-x is not in place: asked for a release of its memory every 1 s, found a library that has"
                        + " no such call; take 'release-interval' out of the entry.");
    }

    @Test
    void eachWayToReleaseNeedsItsCall() {
        releases = new Releases(Optional.empty(), Optional.of(Releases.OnPark.OWNER), false);
        refused(
                assignment("unknown", "/c/libmine.so"),
                evidence(identity("/c/libmine.so", "unknown", ""), "/c/libmine.so"),
                "Allocator unknown-x is not in place: asked for a release by each worker that goes to sleep, found a library"
                        + " that has no such call; take 'release-on-park' out of the entry.");
        releases = new Releases(Optional.empty(), Optional.empty(), true);
        refused(
                assignment("unknown", "/c/libmine.so"),
                evidence(identity("/c/libmine.so", "unknown", ""), "/c/libmine.so"),
                "Allocator unknown-x is not in place: asked for a release of its memory after each burst, found a library"
                        + " that has no such call; take 'release-after-burst' out of the entry.");
        releases = new Releases(Optional.empty(), Optional.of(Releases.OnPark.LIGHT), true);
        refused(
                assignment("unknown", "/c/libmine.so"),
                evidence(identity("/c/libmine.so", "unknown", "release=a()\nrelease.owner=b()"), "/c/libmine.so"),
                "Allocator unknown-x is not in place: asked for a release by each worker that goes to sleep, found a library"
                        + " that has no such call; take 'release-on-park' out of the entry, or make it 'owner'.");
        // No thread is needed where the load makes the calls.
        assertThat(Proof.check(
                        assignment("unknown", "/c/libmine.so"),
                        evidence(
                                identity(
                                        "/c/libmine.so",
                                        "unknown",
                                        "release=a()\nrelease.owner=b()\nrelease.light=c()"),
                                "/c/libmine.so")))
                .isEmpty();
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

    /** @param settings what its library tells */
    private void refusedOnJemalloc(String settings, String sentence) {
        refused(
                assignment("jemalloc", JEMALLOC),
                evidence(identity(JEMALLOC, "jemalloc", settings), JEMALLOC),
                sentence);
    }
}
