// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.shim.NativeReleaser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds what a fork found against what it was asked for; the first difference is thrown, in one sentence. */
final class Proof {
    static final String BACKGROUND_THREAD = "jemalloc_bg_thd";

    private static final List<String> FUNCTIONS =
            List.of("malloc", "free", "calloc", "realloc", "aligned_alloc", "posix_memalign");
    private static final String BACKGROUND_SETTING = "opt.background_thread";

    private final Asked asked;
    private final Found found;

    private Proof(Asked asked, Found found) {
        this.asked = asked;
        this.found = found;
    }

    /** @throws EbbException when the fork does not run on what was asked for */
    static void check(Asked asked, Found found) {
        Proof proof = new Proof(asked, found);
        proof.checkOwners();
        proof.checkFamily();
        proof.checkOthers();
        proof.checkEnvironment();
        proof.checkSettings();
        proof.checkBackgroundThread();
        proof.checkReleaser();
    }

    /** Whether a jemalloc has to have its thread. */
    static boolean wantsBackgroundThread(Asked asked) {
        return "true".equals(asked.expect().get(BACKGROUND_SETTING));
    }

    private void checkOwners() {
        for (String function : FUNCTIONS) {
            String owner = found.identity().getOrDefault(function, "nobody");
            boolean right = asked.libraries().isEmpty()
                    ? Path.of(owner).endsWith(Host.LIBC)
                    : asked.libraries().contains(Path.of(owner));
            if (!right) {
                throw failure(function + " of " + wanted(), function + " of " + owner, ownerRemedy(owner));
            }
        }
    }

    private String ownerRemedy(String owner) {
        if (!Path.of(owner).endsWith(Host.LIBC)) {
            return "see what else brings an allocator into the JVM";
        }
        return found.mapped().code().containsAll(asked.libraries())
                ? "that library was loaded but has no such function: take one that has all of malloc's"
                : "ld.so could not preload it and says why above; a folder mounted noexec is one reason";
    }

    private String wanted() {
        return asked.libraries().isEmpty()
                ? Host.LIBC
                : String.join(
                        " and ", asked.libraries().stream().map(Path::toString).toList());
    }

    private void checkFamily() {
        String family = found.identity().getOrDefault("family", Allocator.UNKNOWN);
        if (!asked.family().equals(Allocator.UNKNOWN) && !asked.family().equals(family)) {
            throw failure(
                    "the family " + asked.family(),
                    wanted() + ", which is of the family " + family,
                    "correct 'family' or 'library' in the catalog");
        }
    }

    private void checkOthers() {
        for (Path path : found.mapped().paths()) {
            String name = path.getFileName().toString();
            if (!asked.libraries().contains(path) && asked.stems().stream().anyMatch(name::startsWith)) {
                throw failure(
                        wanted() + " alone",
                        "a second allocator, " + path + ", in the same process",
                        "take away what loads it: an agent, or a library linked against it");
            }
        }
    }

    private void checkEnvironment() {
        asked.environment().forEach((name, value) -> {
            if (!value.equals(found.environment().get(name))) {
                throw failure(
                        name + "=" + value,
                        found.environment().containsKey(name)
                                ? name + "=" + found.environment().get(name)
                                : name + " unset",
                        "look for a wrapper around java that changes the environment");
            }
        });
        for (String name : found.environment().keySet()) {
            if (AllocatorVariables.isOne(name)
                    && !name.equals("LD_PRELOAD")
                    && !asked.environment().containsKey(name)) {
                throw failure(
                        "no " + name,
                        name + "=" + found.environment().get(name),
                        "look for a wrapper around java that sets it");
            }
        }
    }

    private void checkSettings() {
        asked.expect().forEach((names, value) -> {
            String[] known = Arrays.stream(names.split("\\|"))
                    .filter(name -> found.identity().containsKey("setting." + name))
                    .toArray(String[]::new);
            if (known.length == 0) {
                throw failure(
                        "the setting " + names + "=" + value,
                        "a library that does not tell it",
                        "take it out of 'expect', or use a version of the library that does");
            }
            for (String name : known) {
                String is = found.identity().get("setting." + name);
                if (!Objects.equals(is, value)) {
                    throw failure(
                            "the setting " + name + "=" + value,
                            name + "=" + is,
                            "see whether this version of the library knows the variables of 'environment', and whether"
                                    + " a file such as /etc/malloc.conf overrides them");
                }
            }
        });
    }

    private void checkBackgroundThread() {
        if (wantsBackgroundThread(asked) && !found.threads().contains(BACKGROUND_THREAD)) {
            throw failure(
                    "jemalloc's background thread",
                    "no thread named " + BACKGROUND_THREAD,
                    "use a jemalloc that was built with background threads");
        }
    }

    private void checkReleaser() {
        if (asked.releaseInterval().isEmpty()) {
            return;
        }
        String wanted = "a release of its memory every "
                + Allocator.seconds(asked.releaseInterval().get()) + " s";
        if (!hasRelease(found.identity())) {
            throw failure(wanted, "a library that has no such call", "take 'release-interval' out of the entry");
        }
        if (!found.threads().contains(NativeReleaser.THREAD)) {
            throw failure(wanted, "no thread named " + NativeReleaser.THREAD, "report this as an error of Ebb");
        }
    }

    /** Whether the library has a call that makes it give back memory. */
    static boolean hasRelease(Map<String, String> identity) {
        return identity.containsKey("release");
    }

    private EbbException failure(String wanted, String is, String remedy) {
        return new EbbException("Allocator " + asked.id() + " is not in place: asked for " + wanted + ", found " + is
                + "; " + remedy + ".");
    }
}
