// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.cgroup.Cgroup;
import ebb.cgroup.MemoryCgroups;
import ebb.results.RowKey;
import java.util.List;
import java.util.OptionalLong;

/** The parameter {@code high}: from where on the kernel slows a fork down and takes memory from it, below its limit. */
final class HighMark {
    private HighMark() {}

    /**
     * Refuses what is none, what is not below the row's limit, and all where the kernel has no such mark.
     *
     * @throws EbbException with what is wrong
     */
    static void check(List<Row> rows) {
        rows.forEach(HighMark::bytes);
        if (rows.stream().anyMatch(row -> bytes(row).isPresent())) {
            MemoryCgroups.open().requireHigh();
        }
    }

    /** Empty where a row has none. */
    private static OptionalLong bytes(Row row) {
        String value = row.param(RowKey.HIGH);
        if (value == null || value.equals(RowKey.NO_LIMIT)) {
            return OptionalLong.empty();
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new EbbException("-p high=" + value + " is neither none nor a whole number of MiB, as in high=550.");
        }
        String limit = String.valueOf(row.param(RowKey.LIMIT));
        if (!limit.matches("[1-9]\\d{0,8}") || Long.parseLong(limit) <= Long.parseLong(value)) {
            throw new EbbException(
                    "-p high=" + value + " must be below a limit in MiB, and -p limit is " + limit + ".");
        }
        return OptionalLong.of(Long.parseLong(value) << 20);
    }

    /**
     * Sets it, where the row has one.
     *
     * @throws EbbException where the kernel refuses it; the cgroup is gone then
     */
    static void set(Row row, Cgroup cgroup) {
        try {
            bytes(row).ifPresent(cgroup::high);
        } catch (EbbException e) {
            cgroup.close();
            throw e;
        }
    }
}
