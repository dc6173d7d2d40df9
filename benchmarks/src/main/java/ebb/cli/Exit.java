// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Printable;
import ebb.base.Problem;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;

/** How a command ends. */
enum Exit {
    /** Everything was run, and well. */
    OK(0),

    /** Something failed or hung, the rest was run and kept; of compare and confirm: a regression. */
    FAILED(1),

    /** Nothing was run, or not everything was said: the command line, a file, the standard output or Ebb was wrong. */
    BAD_INPUT(2);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** What the process ends with. */
    int code() {
        return code;
    }

    /**
     * After something was thrown, whatever it is: a gate would take 1 for a regression.
     *
     * @param err gets one sentence about it
     */
    static Exit after(Throwable thrown, PrintStream err) {
        if (thrown instanceof InvalidPathException path) {
            err.println("'" + Printable.of(path.getInput()) + "': " + Problem.NO_PATH);
            return BAD_INPUT;
        }
        if (thrown instanceof OutOfMemoryError) {
            err.println("Ebb's own JVM has not enough memory (" + thrown.getMessage() + "): give java a larger heap, as in"
                    + " java -Xmx4g -jar benchmarks.jar, or Ebb less at one time.");
            return BAD_INPUT;
        }
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
