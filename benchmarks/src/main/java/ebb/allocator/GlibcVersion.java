// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Symbol versions of glibc, {@code GLIBC_2.34}, as numbers: 2.4 is before 2.34. */
final class GlibcVersion {
    private static final String PREFIX = "GLIBC_";
    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})*");

    private GlibcVersion() {}

    /** The highest, without its prefix; what is not of that form, such as GLIBC_PRIVATE, does not count. */
    static Optional<String> highest(Collection<String> symbolVersions) {
        return symbolVersions.stream()
                .filter(version -> version.startsWith(PREFIX))
                .map(version -> version.substring(PREFIX.length()))
                .filter(version -> NUMBERS.matcher(version).matches())
                .max(Comparator.comparing(GlibcVersion::numbers, Arrays::compare));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
