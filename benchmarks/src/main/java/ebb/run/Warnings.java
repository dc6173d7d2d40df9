// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What on this machine makes results worse than they need be, a sentence each, and what to do about it. */
final class Warnings {
    private static final double MIB = 1 << 20;

    /** Of the cores: beyond it others take a share of the CPU that no allocator is to blame for. */
    private static final double BUSY = 0.5;

    private Warnings() {}

    /**
     * The warnings, none on a quiet machine.
     *
     * @param hugePages as chosen for the whole system
     * @param governor null where it cannot be read
     * @param load average of the last minute, before the first fork
     */
    static List<String> of(Environment.Swap swap, String hugePages, @Nullable String governor, double load, int cores) {
        List<String> warnings = new ArrayList<>();
        if (swap.used() >= MIB) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%.0f MiB of swap are used: what is swapped out is missing from RSS; turn swap off (swapoff -a).",
                    swap.used() / MIB));
        }
        if (hugePages.equals("always")) {
            warnings.add("Transparent huge pages are set to always: RSS grows in steps of 2 MiB and differs between"
                    + " equal forks; choose madvise in /sys/kernel/mm/transparent_hugepage/enabled.");
        }
        if (governor != null && !governor.equals("performance")) {
            warnings.add("The CPU frequency governor is " + governor
                    + ": times depend on the load before; choose performance (cpupower frequency-set -g performance).");
        }
        if (load > BUSY * cores) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "This machine is busy: its load average of the last minute is %.2f, more than half of its %d"
                            + " cores; end other programs, or wait.",
                    load,
                    cores));
        }
        return warnings;
    }
}
