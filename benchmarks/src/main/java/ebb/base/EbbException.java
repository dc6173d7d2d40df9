// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One sentence for the user: what was wrong and what to do. It has no stack trace and prints as its sentence alone, also
 * where JMH prints what a fork threw.
 */
public final class EbbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is quoted of a file can be a million characters; of a sentence that long its ends are told. */
    private static final int LONGEST = 4000;

    private final boolean timeOut;

    /**
     * @param sentence may quote files and programs of others: what a terminal would obey, and what would make several lines
     *     of it, is taken out
     */
    public EbbException(String sentence) {
        this(sentence, false);
    }

    private EbbException(String sentence, boolean timeOut) {
        super(Printable.of(shortened(sentence)).replaceAll("\\R", "\ufffd"), null, false, false);
        this.timeOut = timeOut;
    }

    /** Something did not end, or begin, within the time that it was given. */
    public static EbbException ofTimeOut(String sentence) {
        return new EbbException(sentence, true);
    }

    public boolean isTimeOut() {
        return timeOut;
    }

    private static String shortened(String sentence) {
        int half = LONGEST / 2;
        return sentence.length() <= LONGEST
                ? sentence
                : sentence.substring(0, half) + " [...] " + sentence.substring(sentence.length() - half);
    }

    /** The one inside what was thrown, as a cause or suppressed: class loading wraps what an initializer threw. */
    public static Optional<EbbException> in(Throwable thrown) {
        Deque<Throwable> left = new ArrayDeque<>(List.of(thrown));
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!left.isEmpty()) {
            Throwable next = left.remove();
            if (next instanceof EbbException found) {
                return Optional.of(found);
            }
            if (seen.add(next)) {
                Collections.addAll(left, next.getSuppressed());
                Optional.ofNullable(next.getCause()).ifPresent(left::add);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
