// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.reflect.TypeToken;
import ebb.base.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a result depends on beyond what JMH's JSON says: {@code environment.json}.
 *
 * @param start when the run began
 * @param services the user's own that it measures; absent where there is none
 * @param resumed how often the run was resumed
 * @param shards of which the run was merged; absent in others
 */
public record Environment(
        Instant start,
        Program ebb,
        Invocation invocation,
        Machine machine,
        List<UsedAllocator> allocators,
        @Nullable List<UsedService> services,
        Conditions conditions,
        int resumed,
        @Nullable List<MergedShard> shards) {
    /**
     * What measured.
     *
     * @param commit that this Ebb was built from
     * @param jdk of the harness
     */
    public record Program(String version, String commit, String jdk) {}

    /**
     * What was asked for.
     *
     * @param commandLine Ebb's arguments, with which the run is resumed; absent in a baseline
     * @param order rounds or sequential
     * @param seed of the shuffle; absent where there is none
     * @param forks the most measured forks of any row: the number of rounds, of all shards where it is one
     * @param lanes how many forks went on at the same time; absent in runs of an Ebb that did not say it, and where shards
     *     differ, or what was measured before and after a run was resumed
     * @param inputs SHA-256 of each of the user's files that the run reads, by the path given
     * @param part which part of a run on several machines; absent in whole ones
     */
    public record Invocation(
            @Nullable List<String> commandLine,
            String order,
            @Nullable Long seed,
            int forks,
            @Nullable Integer lanes,
            Map<String, String> inputs,
            @Nullable Part part) {

        private Invocation inLanes(@Nullable Integer lanes) {
            return new Invocation(commandLine, order, seed, forks, lanes, inputs, part);
        }
    }

    /**
     * What one machine was to measure of a run on several.
     *
     * @param forks how many measured forks
     * @param plan SHA-256 of all forks of the whole run in their order: equal where shards belong together
     */
    public record Part(Shard shard, int forks, String plan) {}

    /**
     * What of a merged run one machine has measured.
     *
     * @param stratum equal where shards are comparable: the machine's id, and more where allocators differ
     * @param rounds at least one fork of which gave a result
     */
    public record MergedShard(
            Shard shard, String stratum, List<Integer> rounds, Machine machine, Conditions conditions) {}

    /**
     * Where it ran.
     *
     * @param id equal where results are comparable
     * @param memory bytes
     * @param memoryLimit the cgroup's, in bytes; absent where there is none
     * @param transparentHugePages always, madvise or never; unknown where the kernel has none
     * @param governor of the CPUs' frequency, several joined by commas; absent where it cannot be read
     */
    public record Machine(
            String id,
            String cpu,
            int cores,
            long memory,
            @Nullable Long memoryLimit,
            String kernel,
            String transparentHugePages,
            @Nullable String governor,
            Swap swap,
            String libc) {}

    /**
     * The machine's swap space.
     *
     * @param total bytes, 0 where there is none
     * @param used bytes
     */
    public record Swap(long total, long used) {}

    /**
     * How busy the machine was.
     *
     * @param othersBefore cores that other programs used, and other guests of a virtual machine's host, during one second
     *     before the first fork; absent in runs of an Ebb that did not look
     * @param othersDuring the mean of the same from then to the end of the last fork, without Ebb's own forks; absent while
     *     the run goes on, or where it was cut off
     * @param stolenDuring what of it other guests took; absent likewise, and in runs of an Ebb that did not tell them apart
     * @param warnings what was wrong with the machine, a sentence each
     */
    public record Conditions(
            @Nullable Double othersBefore,
            @Nullable Double othersDuring,
            @Nullable Double stolenDuring,
            List<String> warnings) {}

    /** @throws ebb.base.EbbException where the file cannot be read or was not written by this Ebb */
    static Environment read(Path file, String advice) {
        return Json.read(file, TypeToken.get(Environment.class), advice);
    }

    /** The kinds of machines on which it ran: of each only its own forks are comparable. */
    public List<String> strata() {
        return shards == null
                ? List.of(machine.id())
                : shards.stream().map(MergedShard::stratum).distinct().toList();
    }

    /** The ids of the machines on which it ran. */
    public List<String> machines() {
        return shards == null
                ? List.of(machine.id())
                : shards.stream().map(one -> one.machine().id()).distinct().toList();
    }

    /** This, when the run is resumed: with the warnings of then and of now, and what is asked for now. */
    public Environment resumed(Environment now) {
        Invocation asked =
                Objects.equals(invocation.lanes, now.invocation.lanes) ? now.invocation : now.invocation.inLanes(null);
        return new Environment(
                start,
                ebb,
                asked,
                machine,
                allocators,
                services,
                conditions(null, null, now.conditions.warnings()),
                resumed + 1,
                shards);
    }

    /**
     * This, after the last fork.
     *
     * @param others as in {@link Conditions}
     * @param stolen likewise
     * @param warnings beside those of the beginning
     * @param proven adds what the forks have proven of an allocator
     */
    public Environment ended(double others, double stolen, List<String> warnings, UnaryOperator<UsedAllocator> proven) {
        return with(allocators.stream().map(proven).toList(), conditions(others, stolen, warnings), resumed);
    }

    private Conditions conditions(@Nullable Double othersDuring, @Nullable Double stolenDuring, List<String> warnings) {
        List<String> all = Stream.concat(conditions.warnings().stream(), warnings.stream())
                .distinct()
                .toList();
        return new Conditions(conditions.othersBefore(), othersDuring, stolenDuring, all);
    }

    /** This without what is of use on this machine only: the command line, and the folders of files. */
    public Environment portable() {
        Map<String, String> inputs = new TreeMap<>();
        invocation.inputs().forEach((path, hash) -> inputs.put(fileName(path), hash));
        return new Environment(
                start,
                ebb,
                new Invocation(
                        null,
                        invocation.order(),
                        invocation.seed(),
                        invocation.forks(),
                        invocation.lanes(),
                        inputs,
                        invocation.part()),
                machine,
                allocators.stream().map(UsedAllocator::portable).toList(),
                services == null
                        ? null
                        : services.stream().map(UsedService::portable).toList(),
                conditions,
                resumed,
                shards);
    }

    private Environment with(List<UsedAllocator> used, Conditions then, int times) {
        return new Environment(start, ebb, invocation, machine, used, services, then, times, shards);
    }

    static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
