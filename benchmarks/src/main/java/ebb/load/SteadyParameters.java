// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.HugePages;
import ebb.base.EbbException;
import ebb.results.RowKey;
import java.util.Map;

/** The parameters of the steady loads, and the one that all loads have, checked before any fork starts. */
public final class SteadyParameters {
    private static final long JVM_BYTES = 256L << 20;

    /** The most that a block's place on the ring takes: a cache line. */
    private static final long RING_BYTES = 64;

    /** Room for what allocators add to the requested bytes. */
    private static final double OVERHEAD = 1.6;

    private static final Map<String, Range> RANGES = Map.of(
            "blocks", new Range(1, 10_000_000),
            "vectors", new Range(1, 10_000_000),
            "ring", new Range(1, 10_000_000),
            "handover", new Range(1, 1_000_000),
            "lifetime", new Range(1, 1_000_000_000),
            "finalSize", new Range(8, 1 << 30));

    private record Range(long least, long most) {
        boolean has(String value) {
            return value.matches("\\d{1,10}") && Long.parseLong(value) >= least && Long.parseLong(value) <= most;
        }
    }

    private SteadyParameters() {}

    /**
     * Checks the parameters of steady loads among these.
     *
     * @param values by the parameters' names
     * @throws EbbException with the first that is wrong
     */
    public static void check(Map<String, String> values) {
        values.forEach((name, value) -> {
            switch (name) {
                case "sizes" -> Sizes.find(value);
                case "growth" -> Growth.Grown.find(value);
                case "kernel" -> Baseline.Kernel.find(value);
                case RowKey.THP -> HugePages.check(value);
                default -> inRange(name, value);
            }
        });
        if (values.containsKey("growth") && values.containsKey("finalSize")) {
            finalFollowsFirst(values.get("growth"), values.get("finalSize"));
        }
        if (values.containsKey("ring") && number(values, "handover") > number(values, "ring")) {
            throw new EbbException("-p handover=" + values.get("handover") + " is above -p ring=" + values.get("ring")
                    + ": so many blocks are never in flight.");
        }
    }

    private static void inRange(String name, String value) {
        Range range = RANGES.get(name);
        if (range != null && !range.has(value)) {
            throw new EbbException("-p " + name + "=" + value + " must be a whole number from " + range.least() + " to "
                    + range.most() + ".");
        }
    }

    private static void finalFollowsFirst(String growth, String finalSize) {
        long first = Growth.Grown.find(growth).first;
        if (Long.parseLong(finalSize) < first) {
            throw new EbbException("-p finalSize=" + finalSize + " is below the " + first + " bytes that a " + growth
                    + " begins with.");
        }
    }

    /**
     * The bytes that a fork needs at its peak, to refuse a run before it starts: its working set, if it has one, with room
     * for the allocator's overhead and the JVM.
     *
     * @param values checked before
     * @param threads of the fork
     */
    public static long estimatedPeakBytes(Map<String, String> values, int threads) {
        double live = 0;
        if (values.containsKey("sizes")) {
            double blocks = number(values, "blocks") * threads + number(values, "ring");
            live = blocks * Sizes.find(values.get("sizes")).mean();
        } else if (values.containsKey("growth")) {
            live = number(values, "vectors") * threads * number(values, "finalSize");
        }
        return Math.round(JVM_BYTES + number(values, "ring") * RING_BYTES + live * OVERHEAD); // at most Long.MAX_VALUE
    }

    private static double number(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0"));
    }
}
