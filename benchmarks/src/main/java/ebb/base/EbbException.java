// SPDX-License-Identifier: Apache-2.0
package ebb.base;

/**
 * Something that the user can act on, in one sentence: what was wrong and what to do.
 *
 * <p>It has no stack trace and prints as its sentence alone, also where JMH prints what a fork threw.
 */
public final class EbbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EbbException(String sentence) {
        super(sentence, null, false, false);
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
