// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

/** How a command ends. */
public enum Exit {
    /** Everything was run, and well. */
    OK(0),

    /** Something failed or hung, the rest was run and kept; of compare and confirm: a regression. */
    FAILED(1),

    /** Nothing was run, or not everything was said: the command line, a file or the standard output was wrong. */
    BAD_INPUT(2);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** What the process ends with. */
    public int code() {
        return code;
    }
}
