// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.nio.file.Path;

/** The two versions of memory cgroups: the names of the kernel's files that differ, and of what is in them. */
enum Version {
    ONE(
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "memory.max_usage_in_bytes",
            "total_",
            "memory.memsw.limit_in_bytes",
            "memory.swappiness",
            "memory.oom_control",
            "memory.failcnt",
            "",
            "memory.force_empty"),
    TWO(
            "memory.max",
            "memory.current",
            "memory.peak",
            "",
            "memory.swap.max",
            "memory.swap.max",
            "memory.events",
            "memory.events",
            "max ",
            "memory.reclaim");

    final String limit;

    /** Bytes charged now. */
    final String usage;

    /** The most that was ever charged; of version 2 since Linux 5.19. */
    final String peak;

    /** Before the names in memory.stat, for those below it included: with version 2 all are so. */
    final String total;

    /** Limits memory and swap together with version 1, swap alone with version 2; not there where swap is not counted. */
    final String swap;

    /** Where a 0 keeps it from swap. */
    final String noSwap;

    /** Has a line oom_kill. */
    final String kills;

    /** Has a line that begins with {@link #hitsKey}, and then says how often it was at its limit. */
    final String hits;

    final String hitsKey;

    /** Where the kernel is asked to take memory; of version 2 since Linux 5.19. */
    final String reclaim;

    Version(
            String limit,
            String usage,
            String peak,
            String total,
            String swap,
            String noSwap,
            String kills,
            String hits,
            String hitsKey,
            String reclaim) {
        this.limit = limit;
        this.usage = usage;
        this.peak = peak;
        this.total = total;
        this.swap = swap;
        this.noSwap = noSwap;
        this.kills = kills;
        this.hits = hits;
        this.hitsKey = hitsKey;
        this.reclaim = reclaim;
    }

    /** That only a cgroup with the memory controller has. */
    Path mark(Path folder) {
        return folder.resolve(limit);
    }
}
