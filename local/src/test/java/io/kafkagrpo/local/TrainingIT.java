package io.kafkagrpo.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole product: the command, the broker, the three packaged services, the built-in model. */
class TrainingIT {
    private static final int GROUPS_PER_STEP = 8;

    @TempDir
    private Path directory;

    @Test
    void theRewardRisesAndTheSameCommandPrintsTheReportAgain() throws Exception {
        // Given a short run of the default configuration
        String[] arguments = {
            "arithmetic",
            "--set",
            "steps=40",
            "--set",
            "optimizer.schedule=constant",
            "--set",
            "optimizer.warmup-steps=2",
            "--set",
            "evaluation.limit=40",
            "--set",
            "evaluation.every=0"
        };
        RunProbe probe = new RunProbe(directory, "arithmetic");
        // When
        int exit = probe.start(arguments).get(RunProbe.GUARD.toSeconds(), TimeUnit.SECONDS);
        // Then
        assertThat(exit).isZero();
        JsonNode report = probe.report();
        assertThat(report.get("steps").asLong()).isEqualTo(40);
        assertThat(report.get("weight_versions").asLong()).isEqualTo(41);
        assertThat(report.get("groups_trained").asLong()).isEqualTo(40 * 16);
        assertThat(report.get("max_staleness_seen").asLong()).isLessThanOrEqualTo(1);
        assertThat(report.get("reward_after").asDouble())
                .isGreaterThan(report.get("reward_before").asDouble() + 0.2);
        assertThat(directory.resolve("model/model.safetensors")).isNotEmptyFile();
        assertThat(Files.readString(directory.resolve("reward.svg"))).contains("<svg");
        // And a finished run is not trained again
        assertThat(probe.start(arguments).get(RunProbe.GUARD.toSeconds(), TimeUnit.SECONDS))
                .isZero();
        assertThat(probe.report().get("weights_sha256")).isEqualTo(report.get("weights_sha256"));
    }

    @Test
    void killedServicesLoseNothingAndTrainNothingTwice() throws Exception {
        // Given a run in full swing
        int steps = 16;
        RunProbe probe = new RunProbe(directory, "arithmetic");
        CompletableFuture<Integer> run = probe.start(
                "arithmetic",
                "--set",
                "steps=" + steps,
                "--set",
                "groups-per-step=" + GROUPS_PER_STEP,
                "--set",
                "evaluation.limit=20",
                "--set",
                "evaluation.every=0",
                "--set",
                "learner.checkpoint-every=4");
        // When each service dies once, at another time
        probe.awaitStep(3, run);
        probe.kill(Services.GENERATOR);
        probe.awaitStep(6, run);
        probe.kill(Services.REWARD);
        probe.awaitStep(9, run);
        probe.kill(Services.LEARNER);
        // Then the run ends as planned
        assertThat(run.get(RunProbe.GUARD.toSeconds(), TimeUnit.SECONDS)).isZero();
        assertThat(probe.report().get("groups_trained").asLong()).isEqualTo((long) steps * GROUPS_PER_STEP);
        // And the topics show each group ended once and trained at most once, in steps without a gap
        try (EmbeddedBroker broker = probe.broker()) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            List<TrainingStep> committed = probe.steps(clients);
            assertThat(committed)
                    .extracting(TrainingStep::getStep)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, steps).boxed().toList());
            List<String> used = committed.stream()
                    .flatMap(step -> step.getUsedList().stream())
                    .map(group -> group.getGroupId())
                    .toList();
            assertThat(used).hasSize(steps * GROUPS_PER_STEP).doesNotHaveDuplicates();
            assertThat(probe.scoredGroups(clients))
                    .extracting((ScoredGroup group) -> group.getPrompt().getGroupId())
                    .doesNotHaveDuplicates()
                    .containsAll(used);
        }
    }
}
