// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.results.UsedAllocator;
import ebb.shim.NativeReleaser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares what a fork runs on with what it was assigned; throws the first difference, in one sentence. */
final class Proof {
    static final String BACKGROUND_THREAD = "jemalloc_bg_thd";

    private static final List<String> FUNCTIONS =
            List.of("malloc", "free", "calloc", "realloc", "aligned_alloc", "posix_memalign");
    private static final String LIGHT_RELEASE = "release.light";
    private static final String BACKGROUND_SETTING = "opt.background_thread";

    /**
     * Where the allocator is to be, in the words of a sentence.
     *
     * @param process that it is to be in, behind "in place"; empty for this one
     * @param itself what the allocator is in
     * @param changer what could have changed its environment
     * @param releaser name of the thread that releases memory
     */
    record Place(String process, String itself, String changer, String releaser) {
        static final Place HERE = new Place("", "the JVM", "a wrapper around java", NativeReleaser.THREAD);
    }

    /**
     * What a process is found to run on.
     *
     * @param identity the shim's facts, paths without links
     * @param mapped the files mapped into the process
     * @param environment of the process
     * @param threads names of its threads, as the kernel has them
     */
    record Evidence(
            Place place,
            Map<String, String> identity,
            MappedFiles mapped,
            Map<String, String> environment,
            List<String> threads) {}

    private final ForkAssignment assignment;
    private final Evidence evidence;

    private Proof(ForkAssignment assignment, Evidence evidence) {
        this.assignment = assignment;
        this.evidence = evidence;
    }

    /**
     * @return the settings of the environment that nothing shows the library to heed
     * @throws EbbException when the fork does not run on what was asked for
     */
    static List<String> check(ForkAssignment assignment, Evidence evidence) {
        Proof proof = new Proof(assignment, evidence);
        proof.checkOwners();
        proof.checkFamily();
        proof.checkOthers();
        proof.checkEnvironment();
        proof.checkSettings();
        proof.checkVariables();
        proof.checkBackgroundThread();
        proof.checkReleaser();
        return proof.unproven();
    }

    /** Whether this is a jemalloc that must have a background thread. */
    static boolean wantsBackgroundThread(ForkAssignment assignment) {
        return "true".equals(assignment.expect().get(BACKGROUND_SETTING));
    }

    private void checkOwners() {
        if (assignment.prefix().isPresent()) {
            return; // the program's own, which ServiceProof has looked for
        }
        for (String function : FUNCTIONS) {
            String owner = evidence.identity().getOrDefault(function, "nobody");
            boolean right = assignment.preload().isEmpty()
                    ? Path.of(owner).endsWith(Host.LIBC)
                    : assignment.preload().contains(Path.of(owner));
            if (!right) {
                throw failure(function + " of " + wanted(), function + " of " + owner, ownerRemedy(owner));
            }
        }
    }

    private String ownerRemedy(String owner) {
        if (!Path.of(owner).endsWith(Host.LIBC)) {
            return "see what else brings an allocator into " + evidence.place().itself();
        }
        return evidence.mapped().code().containsAll(assignment.preload())
                ? "that library was loaded but has no such function: take one that has all of malloc's"
                : "ld.so could not preload it; a folder mounted noexec is one reason";
    }

    private String wanted() {
        if (assignment.prefix().isPresent()) {
            return assignment.prefix().get() + "malloc of the program";
        }
        return assignment.preload().isEmpty()
                ? Host.LIBC
                : String.join(
                        " and ",
                        assignment.preload().stream().map(Path::toString).toList());
    }

    private void checkFamily() {
        String family = evidence.identity().getOrDefault("family", Family.UNKNOWN.toString());
        if (assignment.family() != Family.UNKNOWN
                && !assignment.family().toString().equals(family)) {
            throw failure(
                    "the family " + assignment.family(),
                    wanted() + ", which is of the family " + family,
                    assignment.prefix().isEmpty()
                            ? "correct 'family' or 'library' in the catalog"
                            : "correct 'family' in the catalog, or leave the program its symbols: strip takes them");
        }
    }

    private void checkOthers() {
        for (Path path : evidence.mapped().paths()) {
            String name = path.getFileName().toString();
            if (!assignment.preload().contains(path)
                    && assignment.stems().stream().anyMatch(name::startsWith)) {
                throw failure(
                        wanted() + " alone",
                        "a second allocator, " + path + ", in the same process",
                        "take away what loads it: an agent, or a library linked against it");
            }
        }
    }

    private void checkEnvironment() {
        assignment.environment().forEach((name, value) -> {
            if (!value.equals(evidence.environment().get(name))) {
                throw failure(
                        name + "=" + value,
                        evidence.environment().containsKey(name)
                                ? name + "=" + evidence.environment().get(name)
                                : name + " unset",
                        "look for " + evidence.place().changer() + " that changes the environment");
            }
        });
        for (String name : evidence.environment().keySet()) {
            if (AllocatorForks.isVariable(name)
                    && !name.equals("LD_PRELOAD")
                    && !assignment.environment().containsKey(name)) {
                throw failure(
                        "no " + name,
                        name + "=" + evidence.environment().get(name),
                        "look for " + evidence.place().changer() + " that sets it");
            }
        }
    }

    private void checkSettings() {
        assignment.expect().forEach((names, value) -> {
            String[] known = Arrays.stream(names.split("\\|"))
                    .filter(name -> evidence.identity().containsKey("setting." + name))
                    .toArray(String[]::new);
            if (known.length == 0) {
                throw failure(
                        "the setting " + names + "=" + value,
                        "a library that does not tell it",
                        "take it out of 'expect', or use a version of the library that does");
            }
            for (String name : known) {
                String is = evidence.identity().get("setting." + name);
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

    /** Checks what the environment asks for and {@code expect}, proven by now, does not name. */
    private void checkVariables() {
        for (Setting setting :
                Setting.of(assignment.environment(), assignment.prefix().orElse(""))) {
            setting.contradiction(evidence.identity()).ifPresent(is -> {
                throw failure(
                        setting.text(),
                        is,
                        "see whether this version of the library takes that value, and whether a file such as"
                                + " /etc/malloc.conf overrides it");
            });
        }
    }

    private List<String> unproven() {
        return Setting.of(assignment.environment(), assignment.prefix().orElse("")).stream()
                .filter(setting -> !setting.isProven(evidence.identity()) && !isAlternative(setting))
                .map(Setting::text)
                .toList();
    }

    /** Whether {@code expect} names it as one of two names, of which the library's version has one. */
    private boolean isAlternative(Setting setting) {
        return assignment.expect().keySet().stream()
                .map(names -> List.of(names.split("\\|")))
                .anyMatch(names -> names.size() > 1 && names.contains(setting.name()));
    }

    private void checkBackgroundThread() {
        if (wantsBackgroundThread(assignment) && !evidence.threads().contains(BACKGROUND_THREAD)) {
            throw failure(
                    "jemalloc's background thread",
                    "no thread named " + BACKGROUND_THREAD,
                    "use a jemalloc that was built with background threads");
        }
    }

    private void checkReleaser() {
        Releases releases = assignment.releases();
        releases.settings().forEach((name, value) -> {
            boolean light = releases.onPark().equals(Optional.of(Releases.OnPark.LIGHT))
                    && name.equals(UsedAllocator.RELEASE_ON_PARK);
            if (!hasRelease(evidence.identity())
                    || (light && !evidence.identity().containsKey(LIGHT_RELEASE))) {
                throw failure(
                        wanted(name, value),
                        "a library that has no such call",
                        "take '" + name + "' out of the entry" + (light ? ", or make it 'owner'" : ""));
            }
        });
        String thread = evidence.place().releaser();
        if (releases.interval().isPresent() && !evidence.threads().contains(thread)) {
            throw failure(
                    wanted(UsedAllocator.RELEASE_INTERVAL, releases.settings().get(UsedAllocator.RELEASE_INTERVAL)),
                    "no thread named " + thread,
                    "report this as an error of Ebb");
        }
    }

    private static String wanted(String releases, @Nullable String value) {
        return switch (releases) {
            case UsedAllocator.RELEASE_INTERVAL -> "a release of its memory every " + value + " s";
            case UsedAllocator.RELEASE_ON_PARK -> "a release by each worker that goes to sleep";
            default -> "a release of its memory after each burst";
        };
    }

    /** Whether the library has a call that makes it give memory back. */
    static boolean hasRelease(Map<String, String> identity) {
        return identity.containsKey("release");
    }

    private EbbException failure(String wanted, String is, String remedy) {
        return new EbbException("Allocator " + assignment.id() + " is not in place"
                + evidence.place().process() + ": asked for " + wanted + ", found " + is + "; " + remedy + ".");
    }
}
