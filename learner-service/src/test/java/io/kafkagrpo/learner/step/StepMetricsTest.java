package io.kafkagrpo.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.intake.Samples;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.objective.EntropyBonus;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real step of a small model says of itself, as a TrainingStep carries it. */
class StepMetricsTest {
    private static final long VERSION_IN = 7;

    /** An objective that measures all there is to measure. */
    private static final ObjectiveSettings OBJECTIVE = TinyTrainer.corrected(
                    0.5, Decoupled.of(Weight.TOKEN, Action.TRUNCATE, 0.0, 2.0))
            .with(EntropyBonus.of(0.01));

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        TorchRuntime.start(1);
    }

    @Test
    void everyMetricOfTheDocumentationIsThereAndNoOther() throws Exception {
        // Given
        StepCosts costs = new StepCosts();
        costs.published(Duration.ofNanos(1), Duration.ofNanos(1), 1);
        costs.checkpoints(() -> {});
        List<String> expected = StepMetricNames.ofThisMachine();
        // When
        Map<String, Double> metrics = train(VERSION_IN);
        metrics.putAll(costs.of(1, 1, 2, 3, List.of(dropped("stale"), dropped("zero variance"), dropped("too long"))));
        // Then
        assertThat(metrics).containsOnlyKeys(expected);
        assertThat(metrics.values()).allMatch(Double::isFinite);
        assertThat(metrics)
                .containsEntry("groups/dropped", 3.0)
                .containsEntry("groups/dropped_stale", 1.0)
                .containsEntry("groups/dropped_failed", 1.0);
    }

    @Test
    void theMismatchIsToldOfTokensOfTheInputVersionAlone() throws Exception {
        // Given eight tokens, of each completion's two the later drawn by version 7
        // When the step starts from that version, and from one that drew none
        Map<String, Double> same = train(VERSION_IN);
        Map<String, Double> later = train(VERSION_IN + 1);
        // Then
        assertThat(same).containsEntry("mismatch_kl/tokens", 4.0).containsEntry("staleness/max", 1.0);
        assertThat(same.get("mismatch_kl")).isNotEqualTo(same.get("behaviour_kl"));
        assertThat(later)
                .containsEntry("mismatch_kl/tokens", 0.0)
                .doesNotContainKeys("mismatch_kl", "mismatch_kl/k1")
                .containsEntry("behaviour_kl", same.get("behaviour_kl"))
                .containsEntry("staleness/max", 2.0);
    }

    private Map<String, Double> train(long versionIn) throws Exception {
        TrainingBatch batch = TrainingBatch.of(
                List.of(new ReceivedGroup(RolloutCodec.group(drawnAcrossAnUpdate(Samples.group(0, 0, 1, 3, 3))), 0, 0)),
                versionIn,
                new StepAdvantages.OverStep(AdvantageSettings.GRPO),
                TruncatedCompletions.KEEP);
        Map<String, Double> metrics = new TreeMap<>(batch.metrics(versionIn));
        try (StepTrainer trainer = TinyTrainer.open(folder, OBJECTIVE, 1, 0)) {
            metrics.putAll(trainer.train(batch, versionIn + 1));
        }
        return metrics;
    }

    /** The first token of each completion by version 6, the second by 7. */
    private static ScoredGroup drawnAcrossAnUpdate(ScoredGroup group) {
        ScoredGroup.Builder drawn = group.toBuilder();
        for (ScoredCompletion.Builder completion : drawn.getCompletionsBuilderList()) {
            completion
                    .getFinishedBuilder()
                    .addVersions(VersionRun.newBuilder().setVersion(6).setFromToken(0))
                    .addVersions(VersionRun.newBuilder().setVersion(7).setFromToken(1));
        }
        return drawn.build();
    }

    private static DroppedGroup dropped(String reason) {
        return DroppedGroup.newBuilder().setReason(reason).build();
    }
}
