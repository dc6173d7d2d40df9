// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.Locale;

/** What is said of one metric of one row. */
enum Verdict {
    /** A regression: both clear and at least as large as the row's limit. */
    WORSE,
    /** The same the other way. */
    BETTER,
    /** Nothing is shown. */
    SAME,
    /** A side has too few forks for any answer. */
    TOO_FEW,
    /** The metric has no better or worse. */
    NOT_JUDGED;

    /** As output for programs has it: {@code worse}, {@code not-judged}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
