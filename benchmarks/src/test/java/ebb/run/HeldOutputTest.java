// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class HeldOutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final OutputFormat terminal = OutputFormatFactory.createFormatInstance(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), VerboseMode.NORMAL);

    @Test
    void whatTwoForksPrintInTurnsIsPrintedForkByFork() {
        HeldOutput one = new HeldOutput();
        HeldOutput other = new HeldOutput();
        one.format().println("# Fork: 1 of 2");
        other.format().println("# Fork: 2 of 2");
        one.format().print("Iteration 1: ");
        other.format().println("done");
        one.format().println("5.6 s");

        assertThat(bytes.toByteArray()).isEmpty();
        other.printTo(terminal);
        one.printTo(terminal);
        one.printTo(terminal);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("# Fork: 2 of 2\ndone\n# Fork: 1 of 2\nIteration 1: 5.6 s\n");
    }

    /** JMH fills its buffer anew while what was in it waits. */
    @Test
    void bytesAreKeptAsTheyWere() throws IOException {
        HeldOutput held = new HeldOutput();
        byte[] buffer = "warning\n".getBytes(StandardCharsets.UTF_8);
        held.format().write(buffer);
        buffer[0] = 'e';
        held.format().write('!');

        held.printTo(terminal);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("warning\n!");
    }
}
