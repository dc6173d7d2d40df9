// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.WholeFile;
import ebb.shim.NativeSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * A distribution of block sizes: a named one, or a user's histogram file.
 *
 * <ul>
 *   <li>{@code tiny}: 8 to 64 bytes, uniform
 *   <li>{@code small}: 16 to 1024, log-uniform
 *   <li>{@code mixed}: 16 to 32 KiB, log-normal
 *   <li>{@code article}: what the measured service asks for, 1,102 bytes on average
 *   <li>{@code 64}: always this many bytes; {@code 8-1000}: uniform in this range
 * </ul>
 *
 * native-shims/tools/distributions.h has the same for the control.
 *
 * <p>A histogram file has one line for each size; a size with the weight 0 is left out:
 *
 * <pre>{@code
 * # bytes  how often
 * 16       1200000
 * 1024     0.5      # weights are relative: only their ratios count
 * }</pre>
 *
 * @param name as in {@code -p sizes=NAME}
 * @param entries at least one, at most {@link NativeSizes#MOST}
 */
public record Sizes(String name, List<Entry> entries) {
    private static final Map<String, Sizes> NAMED = named();
    private static final Pattern BYTES = Pattern.compile("\\d{1,10}(-\\d{1,10})?");

    /**
     * A size is drawn with probability weight / sum of weights.
     *
     * @param size bytes, 1 to 2^30
     * @param weight above 0, at most 1e18
     */
    record Entry(long size, double weight) {}

    /**
     * @param value of the parameter: a name, bytes, or a file's path, which has a {@code /}
     * @throws EbbException when there is no such name (it offers the nearest) or the file is wrong
     */
    public static Sizes find(String value) {
        if (value.contains("/")) {
            return parse(value, WholeFile.read(Path.of(value)));
        }
        if (BYTES.matcher(value).matches()) {
            return bytes(value);
        }
        Sizes found = NAMED.get(value);
        if (found == null) {
            throw new EbbException("There are no sizes '" + value + "'."
                    + Nearest.hintOrAll(value, NAMED.keySet())
                    + " A histogram file of your own is given by its path: -p sizes=./FILE.");
        }
        return found;
    }

    /** Bytes of a block on average. */
    double mean() {
        double weights = entries.stream().mapToDouble(Entry::weight).sum();
        return entries.stream().mapToDouble(e -> e.size() * e.weight()).sum() / weights;
    }

    NativeSizes toNative() {
        NativeSizes sizes = new NativeSizes();
        entries.forEach(e -> sizes.add(e.size(), e.weight()));
        return sizes;
    }

    private static Sizes bytes(String value) {
        String[] ends = value.split("-");
        long least = Long.parseLong(ends[0]);
        long most = Long.parseLong(ends[ends.length - 1]);
        if (least < 1 || most > NativeSizes.LARGEST || least > most || most - least >= NativeSizes.MOST) {
            throw new EbbException("-p sizes=" + value + ": bytes are from 1 to " + NativeSizes.LARGEST
                    + " (1 GiB), the smaller first, and a range has at most " + NativeSizes.MOST + " of them.");
        }
        return new Sizes(
                value,
                LongStream.rangeClosed(least, most)
                        .mapToObj(size -> new Entry(size, 1))
                        .toList());
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

    /** Both ends are three standard deviations from the logarithmic middle of the range, 724 bytes. */
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

    /** Of 21 blocks 13 are buffers, uniform from 64 to 3202 bytes; the other 8 are what a token needs, one of each. */
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

    /** @param name of the file and the distribution */
    static Sizes parse(String name, String text) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) {
                Entry entry = entry(name + ":" + number + ": ", content);
                if (entry.weight() > 0) {
                    entries.add(entry);
                }
            }
            if (entries.size() > NativeSizes.MOST) {
                throw new EbbException(name + ":" + number + ": There are more than " + NativeSizes.MOST
                        + " sizes; take several as one.");
            }
        }
        if (entries.isEmpty()) {
            throw new EbbException(name + ":" + Math.max(1, number)
                    + ": There is no size with a weight above 0 in this file; a line is 'size weight', as '64 0.75'.");
        }
        return new Sizes(name, List.copyOf(entries));
    }

    private static Entry entry(String place, String content) {
        String[] words = content.split("\\s+");
        if (words.length == 1) {
            throw new EbbException(place + "The size " + words[0] + " has no weight; a line is 'size weight'.");
        }
        if (words.length > 2) {
            throw new EbbException(place + "'" + content + "' is more than 'size weight'; a comment begins with #.");
        }
        return new Entry(size(place, words[0]), weight(place, words[1]));
    }

    private static long size(String place, String word) {
        if (word.matches("\\d{1,10}")) {
            long size = Long.parseLong(word);
            if (size >= 1 && size <= NativeSizes.LARGEST) {
                return size;
            }
        }
        throw new EbbException(
                place + "'" + word + "' is no size: whole bytes from 1 to " + NativeSizes.LARGEST + " (1 GiB).");
    }

    private static double weight(String place, String word) {
        try {
            double weight = Double.parseDouble(word);
            if (weight >= 0 && weight <= NativeSizes.HEAVIEST) {
                return weight;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new EbbException(place + "'" + word + "' is no weight: a number from 0 to 1e18.");
    }
}
