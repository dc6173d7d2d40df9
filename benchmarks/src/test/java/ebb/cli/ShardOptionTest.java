// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Shard;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardOptionTest {
    @Test
    void aShardIsGivenOrReadFromTheSchedulerThatIsNamed() {
        assertThat(ShardOption.of("2/4", Map.of())).isEqualTo(new Shard(2, 4));
        assertThat(ShardOption.of("2/4", slurm(1, 7, 1, 7))).isEqualTo(new Shard(2, 4));
        assertThat(ShardOption.of("slurm", slurm(3, 4, 1, 4))).isEqualTo(new Shard(3, 4));
        assertThat(ShardOption.of("kubernetes/4", Map.of("JOB_COMPLETION_INDEX", "0")))
                .isEqualTo(new Shard(1, 4));
        assertThat(ShardOption.of("kubernetes/4", Map.of("JOB_COMPLETION_INDEX", "3")))
                .isEqualTo(new Shard(4, 4));
    }

    @ParameterizedTest
    @CsvSource({"0,4,0,3,1", "3,4,0,3,4", "5,3,5,9,1", "7,3,5,9,2", "9,3,5,9,3", "6,1,6,6,1"})
    void anArrayMayBeginAnywhereAndHaveSteps(int id, int count, int least, int most, int shard) {
        assertThat(ShardOption.of("slurm", slurm(id, count, least, most))).isEqualTo(new Shard(shard, count));
    }

    @Test
    void anArrayWithGapsIsRefused() {
        assertThatThrownBy(() -> ShardOption.of("slurm", slurm(3, 3, 1, 7)))
                .isInstanceOf(EbbException.class)
                .hasMessage(
                        "--shard slurm needs an array of evenly spaced numbers, as --array=1-4, and this one has 3 from 1"
                                + " to 7: give --shard K/N.");
    }

    @Test
    void aSchedulerThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> ShardOption.of("slurm", Map.of()))
                .hasMessage(
                        "--shard slurm reads SLURM_ARRAY_TASK_ID, which is not set: start it from such a job, or give"
                                + " --shard K/N.");
        assertThatThrownBy(() -> ShardOption.of("kubernetes/4", Map.of("JOB_COMPLETION_INDEX", "-1")))
                .hasMessage(
                        "--shard kubernetes/4 reads JOB_COMPLETION_INDEX, which is '-1': start it from such a job, or"
                                + " give --shard K/N.");
    }

    @Test
    void aShardThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> ShardOption.of("0/4", Map.of()))
                .hasMessage("--shard 0/4 is shard 0 of 4: shards are counted from 1 to N, and N is at most 10000.");
        assertThatThrownBy(() -> ShardOption.of("kubernetes/4", Map.of("JOB_COMPLETION_INDEX", "4")))
                .hasMessage(
                        "--shard kubernetes/4 is shard 5 of 4: shards are counted from 1 to N, and N is at most 10000.");
        assertThatThrownBy(() -> ShardOption.of("1/10001", Map.of())).isInstanceOf(EbbException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "/4",
                "2/",
                "two/4",
                "-1/4",
                "2/4/6",
                "auto",
                "kubernetes",
                "slurm/4",
                "2 /4",
                "100000/1"
            })
    void nothingElseIsAForm(String value) {
        assertThatThrownBy(() -> ShardOption.check(value))
                .isInstanceOf(EbbException.class)
                .hasMessage("--shard " + value + " is not K/N, as in 2/4, nor slurm, nor kubernetes/N.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2/4", "slurm", "kubernetes/4"})
    void theFormsAreTaken(String value) {
        assertThatCode(() -> ShardOption.check(value)).doesNotThrowAnyException();
    }

    private static Map<String, String> slurm(int id, int count, int least, int most) {
        return Map.of(
                "SLURM_ARRAY_TASK_ID",
                Integer.toString(id),
                "SLURM_ARRAY_TASK_COUNT",
                Integer.toString(count),
                "SLURM_ARRAY_TASK_MIN",
                Integer.toString(least),
                "SLURM_ARRAY_TASK_MAX",
                Integer.toString(most));
    }
}
