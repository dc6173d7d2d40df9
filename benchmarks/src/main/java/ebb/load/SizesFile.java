// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.shim.NativeSizes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A histogram of block sizes, a line for each size:
 *
 * <pre>{@code
 * # bytes  how often
 * 16       1200000
 * 1024     0.5      # weights are relative: only their ratios count
 * }</pre>
 *
 * A size with the weight 0 is left out. Every error names the file and the line.
 */
final class SizesFile {
    private SizesFile() {}

    /** @throws EbbException when the file cannot be read or a line is wrong */
    static Sizes read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new EbbException(file + " is not UTF-8 text.");
        } catch (IOException e) {
            throw new EbbException("Cannot read the sizes of " + file + ": " + Problem.of(e) + ".");
        }
    }

    /** @param name what errors call the file, and the distribution's name */
    static Sizes parse(String name, String text) {
        List<Sizes.Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) {
                Sizes.Entry entry = entry(name + ":" + number + ": ", content);
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

    private static Sizes.Entry entry(String place, String content) {
        String[] words = content.split("\\s+");
        if (words.length == 1) {
            throw new EbbException(place + "The size " + words[0] + " has no weight; a line is 'size weight'.");
        }
        if (words.length > 2) {
            throw new EbbException(place + "'" + content + "' is more than 'size weight'; a comment begins with #.");
        }
        return new Sizes.Entry(size(place, words[0]), weight(place, words[1]));
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
            // Refused below, as a number out of range is.
        }
        throw new EbbException(place + "'" + word + "' is no weight: a number from 0 to 1e18.");
    }
}
