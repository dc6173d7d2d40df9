// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a family's calls are named in the verdict.
 *
 * @param release what makes it give back memory
 * @param books where it tells what it counts itself
 */
public record FamilyWords(String release, String books) {
    private static final String BUNDLED = "/ebb/families.toml";

    /** Of every family that the catalog may name. */
    public static Map<String, FamilyWords> load() {
        Map<String, FamilyWords> words = new LinkedHashMap<>();
        for (TomlEntry entry : TomlFile.bundled(BUNDLED).only("family").entries("family")) {
            entry.only("name", "release", "books");
            String books = entry.textIf("books").orElse("statistics");
            words.put(entry.text("name"), new FamilyWords(entry.text("release"), books));
        }
        return words;
    }
}
