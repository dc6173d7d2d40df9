// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import java.io.PrintStream;

/** How a command ends. */
enum Exit {
    OK(0),

    /** Something failed or hung, and the rest was run and kept. From compare and confirm: a regression. */
    FAILED(1),

    /**
     * Nothing was run, or not everything printed: the fault was in the command line, a file, the standard output or
     * Ebb.
     */
    BAD_INPUT(2);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /**
     * After anything was thrown: never 1, which a gate would take for a regression.
     *
     * @param err gets one sentence about it
     */
    static Exit after(Throwable thrown, PrintStream err) {
        err.println(EbbException.in(thrown)
                .map(EbbException::toString)
                .orElseGet(() -> "Ebb failed with " + thrown.toString().replaceAll("\\R", " ")
                        + ", which is a fault in Ebb; with EBB_DEBUG=1 in the environment it prints where."));
        if ("1".equals(System.getenv("EBB_DEBUG")) && !(thrown instanceof EbbException)) {
            thrown.printStackTrace(err);
        }
        return BAD_INPUT;
    }
}
