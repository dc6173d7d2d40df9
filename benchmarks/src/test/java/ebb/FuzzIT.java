// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A minute of random inputs for the readers of each form; {@code measure/fuzz.sh} takes longer. An input that is found is kept below {@code resources/ebb/finds}, where {@link FindsTest} reads it.
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzIT {
    private static final int LEAST_INPUTS = 100;

    @TempDir
    private Path temp;

    @Test
    void noInputEndsOtherwiseThanInAValueOrASentence() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "Jazzer has no library for this architecture");
        Map<Fuzzed.Form, Long> inputs = new Fuzzing(temp).run(Integer.getInteger("ebb.fuzz"));
        System.out.println("Inputs read: " + inputs);
        assertThat(inputs.values()).hasSize(Fuzzed.Form.values().length).allMatch(count -> count > LEAST_INPUTS);
    }
}
