// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.ResultRow;
import ebb.results.RunData;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command of docs/cluster/kubernetes.yaml with the variables that a Job gives its pods. */
@Execution(ExecutionMode.CONCURRENT)
class KubernetesIT {
    /** One for each shard: a fork takes a second. */
    private static final int ROUNDS = 4;

    @TempDir
    private Path temp;

    @Test
    void theIndexesOfAJobAreTheRunOfOneMachine() throws Exception {
        int shards = KubernetesTest.job(KubernetesTest.manifest()).getSpec().getCompletions();
        for (int index = 0; index < shards; index++) {
            assertThat(pod(index)).contains("Run folder: ").doesNotContain("Resumed");
        }
        List<String> merge = new ArrayList<>(List.of("merge", "-o", "merged"));
        try (Stream<Path> runs = Files.walk(temp.resolve("shards/uid"), 2)) {
            runs.filter(run -> run.getFileName().toString().contains("-shard"))
                    .forEach(run -> merge.add(run.toString()));
        }
        EbbProcess.Ended merged = EbbProcess.run(temp, merge.toArray(String[]::new));

        assertThat(merged.code()).as(merged.err()).isZero();
        assertThat(merged.out()).contains("Merged 4 shards, 1 row, 4 rounds: merged");
        assertThat(RunData.read(temp.resolve("merged")).rows().stream().map(ResultRow::rounds))
                .containsExactly(List.of(1, 2, 3, 4));

        // The pod that comes after one that was killed at its end.
        assertThat(pod(1)).contains("Resumed");
    }

    /** What the container says whose pod has this index, in the folder of its volume. */
    private String pod(int index) throws IOException, InterruptedException {
        Container ebb = KubernetesTest.container(
                KubernetesTest.job(KubernetesTest.manifest()).getSpec());
        List<String> command = new ArrayList<>(ebb.getCommand());
        List<String> shard = ebb.getArgs()
                .subList(ebb.getArgs().indexOf("--shard"), ebb.getArgs().size());
        command.addAll(List.of("Interleaved", "-p", "allocator=glibc", "-p", "blocks=1000", "-f", "" + ROUNDS));
        command.addAll(List.of("-wi", "0", "-i", "1", "-r", "10ms"));
        command.addAll(shard);
        Path said = temp.resolve("pod.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("JOB", "uid");
        builder.environment().put("JOB_COMPLETION_INDEX", Integer.toString(index));
        builder.environment().put("EBB_JAR", EbbProcess.jar().toString());
        // JMH's lock is in there; and a JVM that lives for a second is soon done.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temp);
        Process process = builder.start();
        assertThat(process.waitFor(EbbProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(said);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
