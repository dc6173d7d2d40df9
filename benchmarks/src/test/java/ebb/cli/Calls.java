// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Calls Ebb within this process, and keeps what the last call has printed. */
public final class Calls {
    private String out = "";
    private String err = "";

    /** @return the exit code */
    public int run(String... command) {
        return run(StandardCharsets.UTF_8, command);
    }

    int run(Charset charset, String... command) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exit = run(new PrintStream(printed, true, charset), charset, command);
        out = printed.toString(charset);
        return exit;
    }

    /** @param standard its standard output, which is not kept */
    int run(PrintStream standard, Charset charset, String... command) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(standard, new PrintStream(said, true, charset), charset, false, false);
        int exit = Cli.run(List.of(command), terminal);
        err = said.toString(charset);
        return exit;
    }

    public String out() {
        return out;
    }

    public String err() {
        return err;
    }
}
