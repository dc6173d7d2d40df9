// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.cgroup.CgroupLimit;
import ebb.residency.KernelFiles.MemInfo;
import java.util.Locale;
import java.util.Optional;

/** Refuses a load for which this machine, or this container, has too little memory. */
public final class MemoryCheck {
    private static final double MIB = 1 << 20;

    private MemoryCheck() {}

    /**
     * @param load its name in errors
     * @param need bytes that a fork takes at its peak
     * @throws EbbException if that is more than is available now
     */
    public static void check(String load, long need) {
        check(load, need, MemInfo.read(), CgroupLimit.read());
    }

    static void check(String load, long need, MemInfo machine, Optional<CgroupLimit> cgroup) {
        lack(load, need, machine, cgroup).ifPresent(lack -> {
            throw new EbbException(lack.what() + "; " + lack.advice() + ".");
        });
    }

    /** What is missing now; empty where there is enough. */
    static Optional<String> lack(String load, long need) {
        return lack(load, need, MemInfo.read(), CgroupLimit.read()).map(Lack::what);
    }

    private record Lack(String what, String advice) {}

    private static Optional<Lack> lack(String load, long need, MemInfo machine, Optional<CgroupLimit> cgroup) {
        if (cgroup.isPresent() && cgroup.get().available() < need) {
            return Optional.of(new Lack(
                    String.format(
                            Locale.ROOT,
                            "%s needs about %,.0f MiB, and the memory limit of this container (%,.0f MiB, cgroup %s)"
                                    + " leaves %,.0f MiB",
                            load,
                            need / MIB,
                            cgroup.get().limit() / MIB,
                            cgroup.get().directory(),
                            cgroup.get().available() / MIB),
                    "raise the limit or choose a smaller load"));
        }
        if (machine.available() < need) {
            return Optional.of(new Lack(
                    String.format(
                            Locale.ROOT,
                            "%s needs about %,.0f MiB and this machine has %,.0f MiB available",
                            load,
                            need / MIB,
                            machine.available() / MIB),
                    "end other programs or choose a smaller load"));
        }
        return Optional.empty();
    }
}
