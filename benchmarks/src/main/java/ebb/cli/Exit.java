// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Printable;
import ebb.base.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** How a command ends. */
enum Exit {
    OK(0),

    /** Something failed or hung, and the rest was run and kept. From compare and confirm: a regression. */
    FAILED(1),

    /**
     * Nothing was run, or not everything printed: the fault was in the command line, a file, the standard output or
     * Ebb.
     */
    BAD_INPUT(2),

    /**
     * From {@code compare --no-worse} and {@code --until-decided}: nothing got worse, but not all of it is shown to be no
     * worse.
     */
    UNDECIDED(3);

    /** Of a chain of causes, which may be a circle. */
    private static final int MOST_CAUSES = 20;

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
        err.println(sentence(thrown));
        if ("1".equals(System.getenv("EBB_DEBUG")) && !(thrown instanceof EbbException)) {
            thrown.printStackTrace(err);
        }
        return BAD_INPUT;
    }

    /** What was at the bottom of it, where that was not Ebb but the system. */
    private static Optional<IOException> refused(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(IOException.class::isInstance)
                .map(IOException.class::cast)
                .findFirst();
    }

    private static String sentence(Throwable thrown) {
        Optional<EbbException> own = EbbException.in(thrown);
        if (own.isPresent()) {
            return own.get().toString();
        }
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause() // of what was read on several cores
                : thrown;
        if (cause instanceof InvalidPathException path) {
            return "'" + Printable.of(path.getInput()) + "': " + Problem.NO_PATH;
        }
        if (cause instanceof OutOfMemoryError) {
            return "Ebb's own JVM has not enough memory (" + cause.getMessage() + "): give java a larger heap, as in"
                    + " java -Xmx4g -jar benchmarks.jar, or Ebb less at one time.";
        }
        Optional<IOException> refused = refused(thrown);
        if (refused.isPresent()) {
            return "Ebb cannot go on, since a file, a process or a connection that it needs was refused it ("
                    + Printable.line(Problem.of(refused.get())) + "): look at the limits (ulimit -a), the disk and the"
                    + " temporary folder, " + System.getProperty("java.io.tmpdir") + ".";
        }
        return "Ebb failed with " + Printable.of(thrown.toString().replaceAll("\\R", " "))
                + ", which is a fault in Ebb; with EBB_DEBUG=1 in the environment it prints where.";
    }
}
