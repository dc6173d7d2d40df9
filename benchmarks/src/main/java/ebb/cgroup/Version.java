// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.nio.file.Path;
import java.util.List;

/** The two versions of memory cgroups: the names of the kernel's files that differ, and of what is in them. */
enum Version {
    ONE(
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "memory.max_usage_in_bytes",
            List.of("total_inactive_file", "total_active_file"),
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
            List.of("inactive_file", "active_file"),
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

    /** The lines of memory.stat that are page cache. */
    final List<String> cache;

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
            List<String> cache,
            String swap,
            String noSwap,
            String kills,
            String hits,
            String hitsKey,
            String reclaim) {
        this.limit = limit;
        this.usage = usage;
        this.peak = peak;
        this.cache = cache;
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
