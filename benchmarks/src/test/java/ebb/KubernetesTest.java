// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/cluster/kubernetes.yaml is what the types that are generated from the API's published schema take, and is of one piece. */
class KubernetesTest {
    private static final Path CLUSTER = Path.of("..", "docs", "cluster");

    /** Nothing is taken that the schema does not have, or that is of another type there. */
    private static final YAMLMapper STRICT = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                /** Where the types keep what they do not know. */
                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated of) {
                    return false;
                }
            })
            .build();

    @Test
    void everyIndexIsAShardAndIsTriedAgainWhereItsPodWasKilled() throws IOException {
        JobSpec job = job(manifest()).getSpec();
        Container ebb = container(job);

        assertThat(job.getCompletionMode()).isEqualTo("Indexed");
        assertThat(job.getParallelism()).isEqualTo(job.getCompletions());
        assertThat(ebb.getArgs()).containsSequence("--shard", "kubernetes/" + job.getCompletions());
        assertThat(job.getBackoffLimitPerIndex()).isPositive();
        // The API takes a limit per index, and rules for failures, only with it.
        assertThat(job.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(job.getPodFailurePolicy().getRules().get(0).getAction()).isEqualTo("Ignore");
    }

    /** Requests equal to limits make a pod Guaranteed; only such a pod gets cores of its own, and only whole ones. */
    @Test
    void aShardHasWholeCoresAndItsMemoryToItself() throws IOException {
        JobSpec job = job(manifest()).getSpec();
        var resources = container(job).getResources();

        assertThat(resources.getRequests()).containsOnlyKeys("cpu", "memory").isEqualTo(resources.getLimits());
        assertThat(amount(Objects.requireNonNull(resources.getLimits().get("cpu"))))
                .isPositive();
        assertThat(job.getTemplate().getSpec().getContainers()).hasSize(1);
        var apart = job.getTemplate()
                .getSpec()
                .getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .get(0);
        assertThat(apart.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
        assertThat(job.getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(apart.getLabelSelector().getMatchLabels());
    }

    @Test
    void resultsGoToTheVolumeAsTheImagesUser() throws IOException {
        PodSpec pod = job(manifest()).getSpec().getTemplate().getSpec();
        Container ebb = pod.getContainers().get(0);
        PersistentVolumeClaim claim = STRICT.readValue(manifest().split("---\n")[0], PersistentVolumeClaim.class);

        assertThat(ebb.getVolumeMounts()).hasSize(1);
        assertThat(ebb.getVolumeMounts().get(0).getMountPath()).isEqualTo(ebb.getWorkingDir());
        assertThat(ebb.getVolumeMounts().get(0).getName())
                .isEqualTo(pod.getVolumes().get(0).getName());
        assertThat(pod.getVolumes().get(0).getPersistentVolumeClaim().getClaimName())
                .isEqualTo(claim.getMetadata().getName());
        assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        long user = pod.getSecurityContext().getRunAsUser();
        assertThat(Files.readString(CLUSTER.resolve("Containerfile")))
                .contains("useradd --uid " + user + " ", "\nUSER " + user + ":" + user + "\n")
                .contains("\nENV EBB_JAR=/opt/ebb/benchmarks.jar\n")
                .contains("\nCOPY benchmarks.jar /opt/ebb/benchmarks.jar\n");
    }

    /** So that the tests above can fail. */
    @ParameterizedTest
    @CsvSource({
        "completions: 4, completion: 4, completion",
        "completions: 4, completions: \"4\", completions",
        "completions: 4, completions: 4.5, completions",
        "completionMode: Indexed, completionMode: 1, completionMode",
        "restartPolicy: Never, restartpolicy: Never, restartpolicy",
        "runAsNonRoot: true, runAsNonRoot: \"true\", runAsNonRoot",
        "mountPath: /results, mountpath: /results, mountpath",
        "claimName: ebb-results, claimName: [ebb-results], claimName",
        "name: JOB, name: 7, name",
    })
    void whatTheSchemaDoesNotHaveIsRefused(String right, String wrong, String field) throws IOException {
        String manifest = manifest();
        assertThat(manifest).containsOnlyOnce(right + "\n");

        assertThatThrownBy(() -> job(manifest.replace(right + "\n", wrong + "\n")))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("\"" + field + "\"");
    }

    static String manifest() throws IOException {
        return Files.readString(CLUSTER.resolve("kubernetes.yaml"));
    }

    static Job job(String manifest) {
        return STRICT.readValue(manifest.split("---\n")[1], Job.class);
    }

    static Container container(JobSpec job) {
        return job.getTemplate().getSpec().getContainers().get(0);
    }

    private static int amount(Quantity cores) {
        assertThat(cores.getFormat()).isEmpty();
        return Integer.parseInt(cores.getAmount());
    }
}
