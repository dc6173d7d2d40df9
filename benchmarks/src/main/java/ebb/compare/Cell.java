// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.RowKey;

/** One metric of one row: where a verdict stands. */
public record Cell(RowKey key, String metric) {
    @Override
    public String toString() {
        return metric + " of " + key.label();
    }
}
