// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@link FaultPoints} with each fault where that is quick; of {@code --resume} some points of one. */
@Execution(ExecutionMode.CONCURRENT)
class FaultPointsIT {
    private static final int LEAST = 300;

    @TempDir
    private Path temp;

    @Test
    void noFaultLosesWhatWasMeasured() throws Exception {
        Path faults = EbbProcess.jar().resolveSibling("native-shims/target/cmake/tests/libebb-faults.so");
        assertThat(faults).isRegularFile();
        Path folder = temp.toRealPath().resolve("faults");
        Files.createDirectory(folder);
        Path said = temp.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djmh.ignoreLock=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaultPoints.class.getName(),
                        folder.toString(),
                        "12",
                        "KILLED")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(Map.of("LD_PRELOAD", faults.toString(), "EBB_FAULTS_BELOW", folder.toString()));
        Process process = builder.start();

        assertThat(process.waitFor(EbbProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(said);
        String last = lines.get(lines.size() - 1);
        assertThat(last).as("all it said: %s", lines).endsWith(" points, 0 wrong");
        assertThat(Integer.parseInt(last.substring(0, last.indexOf(' ')))).isGreaterThan(LEAST);
        assertThat(process.exitValue()).isZero();
    }
}
