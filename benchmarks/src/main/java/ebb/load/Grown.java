// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Nearest;

/** What grows by doubling, and from how many bytes. */
enum Grown {
    /** Bytes, from the eight that Rust begins with. */
    STRING("string", 8),
    /** Entries of 24 bytes, four at first: the vectors of the measured service. */
    VECTOR("vector", 96);

    private final String word;
    private final long first;

    Grown(String word, long first) {
        this.word = word;
        this.first = first;
    }

    /** Bytes of the first allocation. */
    long first() {
        return first;
    }

    /** @throws EbbException when there is none of that name */
    static Grown find(String word) {
        return Nearest.constant(
                word,
                values(),
                one -> one.word,
                choice -> new EbbException("There is no growth '" + word + "': it is " + choice));
    }
}
