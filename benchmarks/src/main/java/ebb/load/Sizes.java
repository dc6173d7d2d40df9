// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.shim.NativeSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A distribution of block sizes: one of those that have a name, or a user's histogram file.
 *
 * <ul>
 *   <li>{@code tiny}: 8 to 64 bytes, each as often
 *   <li>{@code small}: 16 to 1024, log-uniform
 *   <li>{@code mixed}: 16 to 32 KiB, log-normal
 *   <li>{@code article}: what the measured service asks for, 1,102 bytes on average
 * </ul>
 *
 * native-shims/tools/distributions.h has the same for the control.
 *
 * @param name as in {@code -p sizes=NAME}
 * @param entries at least one, at most {@link NativeSizes#MOST}
 */
public record Sizes(String name, List<Entry> entries) {
    private static final Map<String, Sizes> NAMED = named();

    /**
     * A size is drawn with probability weight / sum of weights.
     *
     * @param size bytes, 1 to 2^30
     * @param weight above 0, at most 1e18
     */
    record Entry(long size, double weight) {}

    /**
     * The distribution that a parameter's value names: a name, or a file's path, which has a {@code /}.
     *
     * @throws EbbException when there is none of that name (the nearest is offered) or the file is wrong
     */
    public static Sizes find(String value) {
        if (value.contains("/")) {
            return SizesFile.read(Path.of(value));
        }
        Sizes found = NAMED.get(value);
        if (found == null) {
            String hint = Nearest.hint(value, NAMED.keySet());
            throw new EbbException("There are no sizes '" + value + "'."
                    + (hint.isEmpty() ? " Known are " + String.join(", ", NAMED.keySet()) + "." : hint)
                    + " A histogram file of your own is given by its path: -p sizes=./FILE.");
        }
        return found;
    }

    /** Bytes of a block on average. */
    double mean() {
        return entries.stream().mapToDouble(e -> e.size() * e.weight()).sum() / weights();
    }

    /** The smallest size that at least this share (0 to 1) of the blocks does not exceed; of a distribution in order. */
    long quantile(double share) {
        double enough = share * weights();
        double seen = 0;
        for (Entry entry : entries) {
            seen += entry.weight();
            if (seen >= enough) {
                return entry.size();
            }
        }
        return entries.get(entries.size() - 1).size();
    }

    private double weights() {
        return entries.stream().mapToDouble(Entry::weight).sum();
    }

    /** Hands every entry to the shim. */
    void addTo(NativeSizes sizes) {
        entries.forEach(e -> sizes.add(e.size(), e.weight()));
    }

    private static Map<String, Sizes> named() {
        Map<String, Sizes> all = new LinkedHashMap<>();
        for (Sizes sizes : List.of(tiny(), small(), mixed(), article())) {
            all.put(sizes.name(), sizes);
        }
        return all;
    }

    private static Sizes tiny() {
        List<Entry> entries = new ArrayList<>();
        for (long size = 8; size <= 64; size++) {
            entries.add(new Entry(size, 1));
        }
        return new Sizes("tiny", entries);
    }

    private static Sizes small() {
        List<Entry> entries = new ArrayList<>();
        for (long size = 16; size <= 1024; size++) {
            entries.add(new Entry(size, 1.0 / size));
        }
        return new Sizes("small", entries);
    }

    /** Both ends are three standard deviations away from the middle of the range by its logarithm, 724 bytes. */
    private static Sizes mixed() {
        double middle = (Math.log(16) + Math.log(32_768)) / 2;
        double deviation = (Math.log(32_768) - Math.log(16)) / 6;
        List<Entry> entries = new ArrayList<>();
        for (long size = 16; size <= 32_768; size += 16) {
            double distance = (Math.log(size) - middle) / deviation;
            entries.add(new Entry(size, Math.exp(-distance * distance / 2) / size));
        }
        return new Sizes("mixed", entries);
    }

    /** Of 21 blocks 13 are buffers, uniform from 64 to 3202 bytes; the others are one each of what a token needs. */
    private static Sizes article() {
        List<Entry> entries = new ArrayList<>();
        for (long size : new long[] {16, 24, 45, 56, 62, 70, 96, 1536}) {
            entries.add(new Entry(size, 1));
        }
        for (long size = 64; size <= 3202; size += 2) {
            entries.add(new Entry(size, 13.0 / 1570));
        }
        return new Sizes("article", entries);
    }
}
