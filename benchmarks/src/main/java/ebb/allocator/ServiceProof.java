// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the processes of a service, one after the other, against what they were assigned: by what the agent in each has
 * reported, and by what the kernel says of them now. What is not as it should be, or cannot be proven, is thrown with its
 * reason.
 *
 * <pre>{@code
 * ServiceProof proof = new ServiceProof(assignment);
 * proof.check(pid, reports.get(pid)); // of each
 * proof.result();
 * }</pre>
 */
public final class ServiceProof {
    /** Of the agent, once it takes commands. */
    private static final String AGENT_THREAD = "ebb-agent";

    private static final List<String> OPERATORS =
            List.of("operator.new", "operator.new[]", "operator.delete", "operator.delete[]");

    private final ForkAssignment assignment;
    private final Path agent;
    private final HugePages hugePages;
    private final LinkedIn linkedIn = new LinkedIn();
    private final DirectCalls direct = new DirectCalls();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> unproven = new LinkedHashSet<>();
    private final Set<Long> proven = new HashSet<>();
    private @Nullable Map<String, String> identity;

    /**
     * What has been found of a service.
     *
     * @param proven its allocator
     * @param processes how many have been proven
     * @param notes sentences on what is not as it looks, and no fault
     */
    public record Result(Proven proven, int processes, List<String> notes) {}

    public ServiceProof(ForkAssignment assignment) {
        this(assignment, ServiceCommand.agent(), HugePages.ofThisProcess());
    }

    /** @param agent the library that reports */
    ServiceProof(ForkAssignment assignment, Path agent, HugePages hugePages) {
        this.assignment = assignment;
        this.hugePages = hugePages;
        this.agent = agent;
    }

    /**
     * Whether the process can be held against its report: it has memory of its own, and the report is of the program that
     * it runs.
     */
    public static boolean isReported(OtherProcess process, @Nullable AgentReport report) {
        return report != null && process.program().map(Path::toString).equals(Optional.of(report.executable()));
    }

    /**
     * Holds one against the other; a process that has ended by now passes.
     *
     * @param report the last of that pid; null where there is none
     * @throws EbbException with what was asked for, what was found, or why it cannot be proven
     */
    public void check(OtherProcess process, @Nullable AgentReport report) {
        if (!process.hasMemory()) {
            return;
        }
        if (report == null || !isReported(process, report)) {
            throw unprovable(process, Silence.reason(process));
        }
        String unidentified = report.facts().get("unidentified");
        if (unidentified != null) {
            throw unprovable(process, "its allocator could not be asked: " + unidentified);
        }
        if (assignment.prefix().isPresent()) {
            if (!hasPrefixed(report)) {
                notes.add(process.name() + " has no " + assignment.prefix().get()
                        + "malloc: it is not on the allocator that is measured.");
                return;
            }
        } else {
            checkLinkedIn(process, report);
        }
        Set<Path> others = assignment.prefix().isPresent() ? allocators(report) : overridden(process, report);
        MappedFiles mapped = process.mapped();
        List<String> threads = new ArrayList<>(process.threads());
        if (report.how().equals("fork")
                && Proof.wantsBackgroundThread(assignment)
                && !threads.contains(Proof.BACKGROUND_THREAD)) {
            threads.add(Proof.BACKGROUND_THREAD);
            notes.add(process.name() + " has children of a fork, in which jemalloc has no background thread.");
        }
        Proof.Place place =
                new Proof.Place(" in " + process.text(), "it", "something between 'start' and it", AGENT_THREAD);
        hugePages.prove(report.facts(), place);
        unproven.addAll(Proof.check(
                assignment,
                new Proof.Evidence(place, report.facts(), mapped.without(others), report.environment(), threads)));
        checkReleases(process, report);
        noteOperators(report);
        if (identity == null) {
            identity = report.facts();
        }
        proven.add(process.pid());
    }

    /** Behind what a service printed before it ended: one sentence where musl's ld.so could not load what is preloaded. */
    public String explain(String lastWords) {
        boolean failed =
                Stream.of("Error relocating ", "Error loading shared library ").anyMatch(lastWords::contains)
                        && Stream.concat(assignment.preload().stream(), Stream.of(agent))
                                .anyMatch(library -> lastWords.contains(library.toString()));
        return failed
                ? " It is built for musl, and all that could be preloaded is built for glibc: build it for glibc."
                : "";
    }

    /** Whether the process of that pid has passed. */
    public boolean isProven(long pid) {
        return proven.contains(pid);
    }

    /**
     * What all that was checked amounts to.
     *
     * @throws EbbException where nothing was proven
     */
    public Result result() {
        if (identity == null) {
            throw new EbbException("Allocator " + assignment.id() + " cannot be proven: "
                    + assignment
                            .prefix()
                            .map(prefix -> "no process of the service shows a " + prefix
                                    + "malloc that is linked in; leave the program its symbols, which strip takes.")
                            .orElse("the service has no process."));
        }
        return new Result(Proven.of(identity, List.copyOf(unproven)), proven.size(), List.copyOf(notes));
    }

    private boolean hasPrefixed(AgentReport report) {
        String owner = report.facts().getOrDefault("prefixed", "");
        return !owner.isEmpty() && !Path.of(owner).endsWith(Host.LIBC);
    }

    private static Set<Path> allocators(AgentReport report) {
        Set<Path> paths = new HashSet<>();
        report.allocators().forEach(definer -> paths.add(definer.object()));
        return paths;
    }

    private void checkLinkedIn(OtherProcess process, AgentReport report) {
        Set<Path> visible = allocators(report);
        for (AgentReport.Definer definer : report.allocators()) {
            Path file = definer.object();
            boolean program = file.toString().equals(report.executable());
            if (!assignment.preload().contains(file)) {
                linkedIn.in(file, definer.functions(), program).ifPresent(found -> {
                    throw linkedIn(process, file, found);
                });
            }
        }
        for (Path file : process.mapped().code()) {
            if (!visible.contains(file) && !isKnown(file) && Files.isReadable(file)) {
                linkedIn.in(file).ifPresent(found -> {
                    throw linkedIn(process, file, found);
                });
            }
        }
    }

    private EbbException linkedIn(OtherProcess process, Path file, LinkedIn.Found found) {
        return notInPlace(process, file + " has " + found.name() + ", which no preload replaces; " + found.remedy());
    }

    /** Of which it is known what they are: the allocator's, the agent, and the C library. */
    private boolean isKnown(Path file) {
        return assignment.preload().contains(file)
                || file.equals(agent)
                || file.endsWith(Host.LIBC)
                || file.getFileName().toString().startsWith("ld-linux");
    }

    /** Allocators that the program has loaded, and of which nobody calls anything that gives memory out. */
    private Set<Path> overridden(OtherProcess process, AgentReport report) {
        Set<Path> paths = new TreeSet<>();
        String owner = report.facts().getOrDefault("malloc", "");
        if (!assignment.preload().isEmpty() && !assignment.preload().contains(Path.of(owner))) {
            return paths; // ours has not come into place: Proof says so
        }
        for (AgentReport.Definer definer : report.allocators()) {
            Path library = definer.object();
            if (assignment.preload().contains(library)) {
                continue;
            }
            if (library.toString().equals(owner)) {
                throw notInPlace(
                        process,
                        "the program loads " + library + " itself, and that owns malloc; to measure "
                                + assignment.id() + " have it preloaded before that: -p allocator="
                                + process.mapped().named(Host.LIBC).orElse(Path.of(Host.LIBC)));
            }
            calls(process, report, definer).ifPresent(call -> {
                throw notInPlace(
                        process,
                        "it loads " + library + " itself, and " + call
                                + ", which no preload replaces; build the program without it");
            });
            paths.add(library);
            notes.add(process.name() + " loads " + library + " itself; malloc and what belongs to it are of "
                    + assignment.id()
                    + " nevertheless, and nothing that is loaded asks that library for memory by another name.");
        }
        return paths;
    }

    /** By what it is asked for memory though another library owns malloc, in words. */
    private Optional<String> calls(OtherProcess process, AgentReport report, AgentReport.Definer theirs) {
        Set<String> ours = new HashSet<>();
        report.allocators().stream()
                .filter(definer -> assignment.preload().contains(definer.object()))
                .forEach(definer -> ours.addAll(definer.functions()));
        boolean operators = isOwnerOfOperators(report, theirs.object());
        return process.mapped().code().stream()
                .filter(file -> !file.equals(theirs.object()) && !isKnown(file) && !DirectCalls.isCpp(file))
                .filter(Files::isReadable)
                .flatMap(file -> direct.in(file, theirs.functions(), ours, operators).stream())
                .findFirst();
    }

    private static boolean isOwnerOfOperators(AgentReport report, Path library) {
        return OPERATORS.stream()
                .anyMatch(key -> library.toString().equals(report.facts().get(key)));
    }

    private EbbException notInPlace(OtherProcess process, String reason) {
        return new EbbException(
                "Allocator " + assignment.id() + " is not in place in " + process.text() + ": " + reason + ".");
    }

    private void checkReleases(OtherProcess process, AgentReport report) {
        if (assignment.releases().interval().isPresent() && report.control().isPresent()) {
            throw unprovable(
                    process,
                    "its memory is to be released at intervals, and the agent in it takes no commands ("
                            + report.control().get() + ")");
        }
    }

    /** A program may have operators of its own, which call malloc as a rule; those of another allocator were refused. */
    private void noteOperators(AgentReport report) {
        for (String operator : OPERATORS) {
            String owner = report.facts().get(operator);
            if (owner != null
                    && !assignment.preload().contains(Path.of(owner))
                    && !allocators(report).contains(Path.of(owner))
                    && !DirectCalls.isCpp(Path.of(owner))) {
                notes.add(owner + " has C++'s " + operator.replace('.', ' ')
                        + " of its own: that it calls malloc, which is proven, is not.");
            }
        }
    }

    private EbbException unprovable(OtherProcess process, String reason) {
        return new EbbException(
                "Allocator " + assignment.id() + " cannot be proven in " + process.text() + ": " + reason + ".");
    }
}
