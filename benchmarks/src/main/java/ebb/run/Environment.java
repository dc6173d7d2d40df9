// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Resolved;
import ebb.base.Version;
import ebb.residency.CgroupLimit;
import ebb.residency.MemInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a result depends on and JMH's JSON does not tell; becomes {@code environment.json}.
 *
 * @param commit that this Ebb was built from
 * @param commandLine Ebb's arguments, by which the run is taken up again
 * @param machine its id, equal where results are comparable
 * @param order rounds or sequential
 * @param seed of the shuffle; absent where there is none
 * @param forks the most measured forks of any row: the rounds
 * @param memory bytes of the machine
 * @param memoryLimit bytes of the cgroup's limit; absent where there is none
 * @param transparentHugePages always, madvise or never; unknown where the kernel has none
 * @param governor of the CPUs' frequency, several joined by a comma; absent where it cannot be read
 * @param inputs SHA-256 of each of the user's files that the run reads, by the path given
 * @param loadBefore average of the minute before the first fork
 * @param loadAfter the same behind the last one; absent while the run goes on, or where it was cut off
 * @param resumed how often the run was taken up again
 * @param warnings what was wrong with the machine, a sentence each
 */
record Environment(
        String ebb,
        String commit,
        List<String> commandLine,
        String machine,
        String order,
        @Nullable Long seed,
        int forks,
        String cpu,
        int cores,
        long memory,
        @Nullable Long memoryLimit,
        String kernel,
        String transparentHugePages,
        @Nullable String governor,
        Swap swap,
        String libc,
        String jdk,
        List<Library> allocators,
        Map<String, String> inputs,
        double loadBefore,
        @Nullable Double loadAfter,
        int resumed,
        List<String> warnings) {

    /** An allocator of the run: the glibc entries' version is that of the machine's C library. */
    record Library(
            String id,
            String family,
            String version,
            String origin,
            List<String> libraries,
            List<String> sha256,
            String packaged,
            Map<String, String> settings) {
        static Library of(Resolved resolved) {
            return new Library(
                    resolved.allocator().id(),
                    resolved.allocator().family().toString(),
                    resolved.version(),
                    resolved.origin().map(Object::toString).orElse(""),
                    resolved.libraries().stream().map(Path::toString).toList(),
                    resolved.sha256(),
                    resolved.packaged(),
                    resolved.allocator().settings());
        }
    }

    /** Of this machine, now, before a run's first fork. */
    static Environment read(RunPlan.Launch launch, int forks, List<Resolved> allocators, Map<String, String> inputs) {
        String cpu = SystemFiles.cpu();
        int cores = Runtime.getRuntime().availableProcessors();
        long memory = MemInfo.read().total();
        String kernel = System.getProperty("os.version");
        String hugePages = SystemFiles.hugePages();
        String governor = SystemFiles.governor();
        Swap swap = SystemFiles.swap();
        String libc = cLibrary();
        double load = SystemFiles.load();
        Schedule schedule = launch.schedule();
        return new Environment(
                Version.ebb(),
                Version.commit(),
                launch.commandLine(),
                new Machine(cpu, cores, memory, kernel, hugePages, libc, System.getProperty("os.arch")).id(),
                schedule.order().toString(),
                schedule.order() == Schedule.Order.ROUNDS ? schedule.seed() : null,
                forks,
                cpu,
                cores,
                memory,
                CgroupLimit.read().map(CgroupLimit::limit).orElse(null),
                kernel,
                hugePages,
                governor,
                swap,
                libc,
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                allocators.stream().map(Library::of).toList(),
                inputs,
                load,
                null,
                0,
                Warnings.of(swap, hugePages, governor, load, cores));
    }

    private static String cLibrary() {
        return Resolved.glibcVersion().map(version -> "glibc " + version).orElse("unknown");
    }

    /** This, when the run is taken up again: warnings of then and of now. */
    Environment resumed(Environment now) {
        return with(
                null,
                resumed + 1,
                Stream.concat(warnings.stream(), now.warnings.stream())
                        .distinct()
                        .toList());
    }

    /** This, behind the last fork. */
    Environment ended(double load) {
        return with(load, resumed, warnings);
    }

    private Environment with(@Nullable Double after, int times, List<String> sentences) {
        return new Environment(
                ebb,
                commit,
                commandLine,
                machine,
                order,
                seed,
                forks,
                cpu,
                cores,
                memory,
                memoryLimit,
                kernel,
                transparentHugePages,
                governor,
                swap,
                libc,
                jdk,
                allocators,
                inputs,
                loadBefore,
                after,
                times,
                sentences);
    }
}
