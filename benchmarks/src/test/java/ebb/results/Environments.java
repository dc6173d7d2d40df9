// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Environments with literal values, for tests. */
public final class Environments {
    public static final UsedAllocator JEMALLOC = allocator("jemalloc-decay0", "5.3.0", "ab12");

    private Environments() {}

    /** On jemalloc with one setting. */
    public static UsedAllocator allocator(String id, String version, String sha256) {
        return new UsedAllocator(
                id,
                "jemalloc",
                version,
                "bundled",
                List.of("/cache/libjemalloc.so.2"),
                List.of(sha256),
                "libjemalloc2 5.3.0-1",
                Map.of("MALLOC_CONF", "dirty_decay_ms:0"),
                List.of(),
                null);
    }

    public static Environment plain() {
        return new Environment(
                Instant.parse("2026-03-09T08:07:06Z"),
                new Environment.Program("0.1.0", "c0ffee", "OpenJDK 17"),
                new Environment.Invocation(List.of("Burst", "-f", "2"), "rounds", 42L, 2, 1, Map.of(), null),
                new Environment.Machine(
                        "a-cpu-2c-8g-01234567",
                        "A CPU",
                        2,
                        1024,
                        512L,
                        "6.1",
                        "madvise",
                        "performance",
                        new Environment.Swap(100, 7),
                        "glibc 2.36"),
                List.of(JEMALLOC),
                null,
                new Environment.Conditions(0.25, null, null, List.of("Beware.")),
                0,
                null);
    }

    public static Environment warned(List<String> warnings) {
        return new Edit(plain()).warnings(warnings).done();
    }

    /** Another one, changed where a test needs it. */
    public static final class Edit {
        private Environment made;

        public Edit(Environment from) {
            made = from;
        }

        public Edit start(Instant start) {
            return set(start, made.ebb(), made.invocation(), made.machine(), made.allocators(), made.conditions());
        }

        public Edit commit(String commit) {
            Environment.Program ebb = new Environment.Program(
                    made.ebb().version(), commit, made.ebb().jdk());
            return set(made.start(), ebb, made.invocation(), made.machine(), made.allocators(), made.conditions());
        }

        public Edit jdk(String jdk) {
            Environment.Program ebb =
                    new Environment.Program(made.ebb().version(), made.ebb().commit(), jdk);
            return set(made.start(), ebb, made.invocation(), made.machine(), made.allocators(), made.conditions());
        }

        public Edit commandLine(List<String> arguments) {
            Environment.Invocation was = made.invocation();
            return invocation(new Environment.Invocation(
                    arguments, was.order(), was.seed(), was.forks(), was.lanes(), was.inputs(), was.part()));
        }

        /** @param lanes null as an older Ebb left it */
        public Edit lanes(@Nullable Integer lanes) {
            Environment.Invocation was = made.invocation();
            return invocation(new Environment.Invocation(
                    was.commandLine(), was.order(), was.seed(), was.forks(), lanes, was.inputs(), was.part()));
        }

        public Edit inputs(Map<String, String> inputs) {
            Environment.Invocation was = made.invocation();
            return invocation(new Environment.Invocation(
                    was.commandLine(), was.order(), was.seed(), was.forks(), was.lanes(), inputs, was.part()));
        }

        public Edit part(Environment.Part part) {
            Environment.Invocation was = made.invocation();
            return invocation(new Environment.Invocation(
                    was.commandLine(), was.order(), was.seed(), was.forks(), was.lanes(), was.inputs(), part));
        }

        Edit invocation(Environment.Invocation invocation) {
            return set(made.start(), made.ebb(), invocation, made.machine(), made.allocators(), made.conditions());
        }

        public Edit machine(String id) {
            Environment.Machine was = made.machine();
            return machine(new Environment.Machine(
                    id,
                    was.cpu(),
                    was.cores(),
                    was.memory(),
                    was.memoryLimit(),
                    was.kernel(),
                    was.transparentHugePages(),
                    was.governor(),
                    was.swap(),
                    was.libc()));
        }

        public Edit machine(Environment.Machine machine) {
            return set(made.start(), made.ebb(), made.invocation(), machine, made.allocators(), made.conditions());
        }

        public Edit allocators(List<UsedAllocator> allocators) {
            return set(made.start(), made.ebb(), made.invocation(), made.machine(), allocators, made.conditions());
        }

        public Edit warnings(List<String> warnings) {
            Environment.Conditions conditions = new Environment.Conditions(
                    made.conditions().othersBefore(),
                    made.conditions().othersDuring(),
                    made.conditions().stolenDuring(),
                    warnings);
            return set(made.start(), made.ebb(), made.invocation(), made.machine(), made.allocators(), conditions);
        }

        /** Of a merged run: round by round, the kind of machine that it ran on. */
        public Edit shards(List<String> strata) {
            List<Environment.MergedShard> shards = IntStream.range(0, strata.size())
                    .mapToObj(i -> new Environment.MergedShard(
                            new Shard(i + 1, strata.size()),
                            strata.get(i),
                            List.of(i + 1),
                            new Edit(made)
                                    .machine(strata.get(i).replaceFirst("\\+.*", ""))
                                    .done()
                                    .machine(),
                            made.conditions()))
                    .toList();
            made = new Environment(
                    made.start(),
                    made.ebb(),
                    made.invocation(),
                    made.machine(),
                    made.allocators(),
                    made.services(),
                    made.conditions(),
                    made.resumed(),
                    shards);
            return this;
        }

        public Edit services(List<UsedService> services) {
            made = new Environment(
                    made.start(),
                    made.ebb(),
                    made.invocation(),
                    made.machine(),
                    made.allocators(),
                    services,
                    made.conditions(),
                    made.resumed(),
                    made.shards());
            return this;
        }

        public Environment done() {
            return made;
        }

        private Edit set(
                Instant start,
                Environment.Program ebb,
                Environment.Invocation invocation,
                Environment.Machine machine,
                List<UsedAllocator> allocators,
                Environment.Conditions conditions) {
            made = new Environment(
                    start,
                    ebb,
                    invocation,
                    machine,
                    allocators,
                    made.services(),
                    conditions,
                    made.resumed(),
                    made.shards());
            return this;
        }
    }
}
