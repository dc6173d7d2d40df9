// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Resolved;
import ebb.base.Version;
import ebb.cgroup.CgroupLimit;
import ebb.residency.KernelFiles.MemInfo;
import ebb.results.Environment;
import ebb.results.UsedAllocator;
import ebb.results.UsedService;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a run's figures depend on: this machine, this Ebb, its allocators. */
final class EnvironmentProbe {
    private EnvironmentProbe() {}

    static Environment read(
            RunPlan.Launch launch,
            int forks,
            Environment.@Nullable Part part,
            List<Resolved> allocators,
            List<UsedService> services,
            Map<String, String> inputs) {
        Environment.Machine machine = machine();
        Others.Cores others = Others.now();
        Schedule schedule = launch.schedule();
        return new Environment(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                new Environment.Program(
                        Version.ebb(),
                        Version.commit(),
                        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version")),
                new Environment.Invocation(
                        launch.commandLine(),
                        schedule.order().toString(),
                        schedule.order() == Schedule.Order.ROUNDS ? schedule.seed() : null,
                        forks,
                        launch.lanes(),
                        inputs,
                        part),
                machine,
                allocators.stream().map(EnvironmentProbe::used).toList(),
                services.isEmpty() ? null : services,
                new Environment.Conditions(others.all(), null, null, warnings(machine, others)),
                0,
                null);
    }

    private static List<String> warnings(Environment.Machine machine, Others.Cores others) {
        return Warnings.of(machine.swap(), machine.transparentHugePages(), machine.governor(), others, machine.cores());
    }

    private static Environment.Machine machine() {
        String cpu = SystemFiles.cpu();
        int cores = Runtime.getRuntime().availableProcessors();
        long memory = MemInfo.read().total();
        String kernel = System.getProperty("os.version");
        String hugePages = SystemFiles.hugePages();
        String libc = cLibrary();
        String architecture = System.getProperty("os.arch");
        return new Environment.Machine(
                new MachineId(cpu, cores, memory, kernel, hugePages, libc, architecture).text(),
                cpu,
                cores,
                memory,
                CgroupLimit.read().map(CgroupLimit::limit).orElse(null),
                kernel,
                hugePages,
                SystemFiles.governor(),
                SystemFiles.swap(),
                libc);
    }

    private static String cLibrary() {
        return Resolved.glibcVersion().map(version -> "glibc " + version).orElse("unknown");
    }

    private static UsedAllocator used(Resolved resolved) {
        return new UsedAllocator(
                resolved.allocator().id(),
                resolved.allocator().family().toString(),
                resolved.version(),
                resolved.origin().map(Object::toString).orElse(""),
                resolved.libraries().stream().map(Path::toString).toList(),
                resolved.sha256(),
                resolved.packaged(),
                resolved.allocator().settings(),
                List.of(),
                null);
    }
}
