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
        if (cgroup.isPresent() && cgroup.get().available() < need) {
            throw new EbbException(String.format(
                    Locale.ROOT,
                    "%s needs about %,.0f MiB, and the memory limit of this container (%,.0f MiB, cgroup %s)"
                            + " leaves %,.0f MiB; raise the limit or choose a smaller load.",
                    load,
                    need / MIB,
                    cgroup.get().limit() / MIB,
                    cgroup.get().directory(),
                    cgroup.get().available() / MIB));
        }
        if (machine.available() < need) {
            throw new EbbException(String.format(
                    Locale.ROOT,
                    "%s needs about %,.0f MiB and this machine has %,.0f MiB available; end other programs or"
                            + " choose a smaller load.",
                    load,
                    need / MIB,
                    machine.available() / MIB));
        }
    }
}
