// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.results.Environment;
import ebb.results.UsedAllocator;
import ebb.results.UsedService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the environments of two sides allow a comparison. */
public final class EnvironmentCheck {
    private static final int HASH_DIGITS = 8;

    private EnvironmentCheck() {}

    /**
     * What a reader must know about the environments, a sentence each.
     *
     * @param allowMismatch whether a different machine is a note instead of an error
     * @throws EbbException where the machines differ
     */
    public static List<String> notes(PooledRuns base, PooledRuns now, boolean allowMismatch) {
        List<String> notes = new ArrayList<>();
        machines(base, now, allowMismatch).ifPresent(notes::add);
        differing("", environments(base), environments(now), all -> all.ebb().jdk())
                .ifPresent(difference -> notes.add("The JDKs differ: " + difference + "."));
        differing("", environments(base), environments(now), EnvironmentCheck::lanes)
                .ifPresent(difference -> notes.add("Forks ran in different numbers of lanes: " + difference
                        + ". A small difference may come from that; measure both with the same --lanes."));
        notes.addAll(allocators(base, now));
        notes.addAll(services(base, now));
        found(base, notes);
        found(now, notes);
        if (!inputs(base).equals(inputs(now))) {
            notes.add("The sides were measured with different files of allocators, scenarios or sizes: equal names may"
                    + " mean different loads.");
        }
        for (PooledRuns side : List.of(base, now)) {
            environments(side).stream()
                    .flatMap(all -> all.conditions().warnings().stream())
                    .forEach(sentence -> notes.add("When " + side.name() + " ran: " + sentence));
        }
        return notes.stream().distinct().toList();
    }

    /** What has changed from one side to the other of that on which figures depend, a sentence; empty where nothing has. */
    static Optional<String> change(PooledRuns one, PooledRuns other) {
        Optional<String> build = differing(
                "Ebb ",
                environments(one),
                environments(other),
                all -> "commit " + all.ebb().commit());
        Stream<String> files = inputs(one).equals(inputs(other))
                ? Stream.of()
                : Stream.of("the files of allocators, scenarios or sizes differ.");
        return Stream.of(build.map(difference -> difference + ".").stream(), allocators(one, other).stream(), files)
                .flatMap(all -> all)
                .findFirst();
    }

    private static Optional<String> machines(PooledRuns base, PooledRuns now, boolean allowMismatch) {
        Optional<String> baseMachine = base.machine(allowMismatch);
        Optional<String> nowMachine = now.machine(allowMismatch);
        boolean oneRun = base.runs().size() == 1 && base.runs().equals(now.runs());
        if ((baseMachine.isEmpty() || nowMachine.isEmpty()) && !oneRun) {
            return Optional.of("Whether both sides come from one machine is not known: "
                    + (baseMachine.isEmpty() ? base.name() : now.name()) + " does not record its machine.");
        }
        if (oneRun || !Collections.disjoint(base.strata(), now.strata())) {
            return Optional.empty(); // forks of other machines are left out, and that is said with the comparison
        }
        if (machines(base).equals(machines(now))) {
            return Optional.of(
                    "The shards of a side had different libraries of one name, so its forks were not compared"
                            + " within kinds of machines.");
        }
        String sentence = base.name() + " comes from the machine " + String.join(" and ", base.strata()) + ", "
                + now.name() + " from " + String.join(" and ", now.strata());
        if (!allowMismatch) {
            throw new EbbException(sentence + ": their figures are not comparable; measure both on one machine, or"
                    + " give --allow-env-mismatch.");
        }
        return Optional.of(sentence + ".");
    }

    private static Set<String> machines(PooledRuns side) {
        return environments(side).stream()
                .flatMap(all -> all.machines().stream())
                .collect(Collectors.toSet());
    }

    /** Empty where that is not known. */
    private static String lanes(Environment environment) {
        return Objects.toString(environment.invocation().lanes(), "");
    }

    private static List<Environment> environments(PooledRuns side) {
        return side.runs().stream().flatMap(run -> run.environment().stream()).toList();
    }

    /** Hashes of the user's files, wherever these are. */
    private static Set<String> inputs(PooledRuns side) {
        return environments(side).stream()
                .flatMap(all -> all.invocation().inputs().values().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * What differs between the allocators of the same name, which is mostly the reason for comparing: a sentence for each
     * whose version or settings differ, or, where these are equal, whose library does.
     */
    static List<String> allocators(PooledRuns base, PooledRuns now) {
        Map<String, List<UsedAllocator>> before = byId(base);
        List<String> changes = new ArrayList<>();
        byId(now).forEach((id, after) -> {
            String change = change(before.getOrDefault(id, List.of()), after);
            if (!change.isEmpty()) {
                changes.add(id + ": " + change + ".");
            }
        });
        return changes;
    }

    /** Two versions of a service may be started in two ways, and compared; what its bursts are must be the same. */
    static List<String> services(PooledRuns base, PooledRuns now) {
        Map<String, Map<String, Set<String>>> before = definitions(base);
        List<String> notes = new ArrayList<>();
        definitions(now).forEach((name, after) -> {
            Map<String, Set<String>> there = before.getOrDefault(name, Map.of());
            String different = after.entrySet().stream()
                    .filter(e -> there.containsKey(e.getKey()))
                    .filter(e -> !e.getValue().equals(there.get(e.getKey())))
                    .map(e -> e.getKey() + " " + String.join(", ", there.getOrDefault(e.getKey(), Set.of()))
                            + " against " + String.join(", ", e.getValue()))
                    .collect(Collectors.joining("; "));
            if (!different.isEmpty()) {
                notes.add("The service " + name + " is not defined alike: " + different + ".");
            }
        });
        return notes;
    }

    /** By the names of the services that are known, the values of each key, and of each figure's label. */
    private static Map<String, Map<String, Set<String>>> definitions(PooledRuns side) {
        Map<String, Map<String, Set<String>>> byName = new TreeMap<>();
        for (Environment environment : environments(side)) {
            for (UsedService service : Objects.requireNonNullElse(environment.services(), List.<UsedService>of())) {
                Map<String, Set<String>> values = byName.computeIfAbsent(service.name(), name -> new TreeMap<>());
                Map<String, String> start = Objects.requireNonNullElse(service.start(), Map.of());
                start.forEach((key, value) -> add(values, key, "'" + value + "'"));
                service.figures().forEach(figure -> add(values, figure.label(), figure.toString()));
            }
        }
        return byName;
    }

    private static void add(Map<String, Set<String>> values, String key, String value) {
        values.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(value);
    }

    /** What the forks have found of their allocators, and what they could not. */
    private static void found(PooledRuns side, List<String> notes) {
        byId(side).forEach((id, all) -> {
            all.stream()
                    .flatMap(allocator -> allocator.notesList().stream())
                    .forEach(note -> notes.add("When " + side.name() + " ran under " + id + ": " + note));
            Set<String> settings = new LinkedHashSet<>();
            all.forEach(allocator -> settings.addAll(allocator.unproven()));
            if (!settings.isEmpty()) {
                notes.add(id + ": unproven in " + side.name() + ", for nothing shows that the library heeds it: "
                        + String.join(", ", settings) + ".");
            }
        });
    }

    private static Map<String, List<UsedAllocator>> byId(PooledRuns side) {
        Map<String, List<UsedAllocator>> byId = new LinkedHashMap<>();
        side.runs().stream()
                .flatMap(run -> run.allocators().stream())
                .forEach(allocator -> byId.computeIfAbsent(allocator.id(), id -> new ArrayList<>())
                        .add(allocator));
        return byId;
    }

    private static String change(List<UsedAllocator> before, List<UsedAllocator> after) {
        String parts = Stream.of(
                        differing("version ", before, after, UsedAllocator::knownVersion),
                        differing("settings ", before, after, EnvironmentCheck::settings))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return parts.isEmpty()
                ? differing("SHA-256 of the library ", before, after, EnvironmentCheck::hash)
                        .orElse("")
                : parts;
    }

    private static String settings(UsedAllocator allocator) {
        return allocator.settings().isEmpty() ? "defaults" : String.join(" ", allocator.settingsList());
    }

    private static String hash(UsedAllocator allocator) {
        return allocator.sha256().stream()
                .map(hash -> hash.substring(0, Math.min(HASH_DIGITS, hash.length())))
                .collect(Collectors.joining(" "));
    }

    /** {@code WHAT a against b}; empty where nothing is known of a side, or nothing differs. */
    private static <T> Optional<String> differing(String what, List<T> before, List<T> after, Function<T, String> of) {
        Set<String> here = values(before, of);
        Set<String> there = values(after, of);
        return here.isEmpty() || there.isEmpty() || here.equals(there)
                ? Optional.empty()
                : Optional.of(what + String.join(", ", here) + " against " + String.join(", ", there));
    }

    private static <T> Set<String> values(List<T> all, Function<T, String> of) {
        return all.stream()
                .map(of)
                .filter(value -> !value.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
