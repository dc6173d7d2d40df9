// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What makes results on this machine worse than they need be, and what to do about it, a sentence each. */
final class Warnings {
    private static final double MIB = 1 << 20;

    /**
     * What others may use before figures are affected: a share of all CPUs, and, on a small machine, cores. Of two cores 0.13
     * lengthened a burst by 2 %, 0.18 by 5 %, and 0.3 by 9 %.
     */
    private static final double BUSY_SHARE = 0.05;

    private static final double BUSY_CORES = 0.15;

    /** What guests of the same host used is told where it is more than the rounding of what all used. */
    private static final double LEAST_STOLEN = 0.05;

    private Warnings() {}

    /**
     * @param hugePages the system's setting
     * @param governor null where it cannot be read
     * @param others what they use before the first fork
     */
    static List<String> of(
            Environment.Swap swap, String hugePages, @Nullable String governor, Others.Cores others, int cores) {
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
        busy("This machine is busy", "use", others, cores).ifPresent(warnings::add);
        return warnings;
    }

    /** What is only known when all forks have run. */
    static List<String> ofAll(Others.Cores others, int cores) {
        return busy("This machine was busy while the forks ran", "used", others, cores).stream()
                .toList();
    }

    private static Optional<String> busy(String when, String used, Others.Cores others, int cores) {
        if (others.all() <= Math.max(BUSY_CORES, BUSY_SHARE * cores)) {
            return Optional.empty();
        }
        return Optional.of(
                others.stolen() < LEAST_STOLEN
                        ? String.format(
                                Locale.ROOT,
                                "%s: other programs %s %.1f of its %d cores; end them, or wait.",
                                when,
                                used,
                                others.all(),
                                cores)
                        : String.format(
                                Locale.ROOT,
                                "%s: of its %d cores other programs %s %.1f, and other guests of its host %.1f (steal);"
                                        + " wait, or use a machine whose cores are its own.",
                                when,
                                cores,
                                used,
                                others.all() - others.stolen(),
                                others.stolen()));
    }
}
