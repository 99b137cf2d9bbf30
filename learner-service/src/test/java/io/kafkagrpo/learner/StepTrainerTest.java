package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.model.Activations;
import io.kafkagrpo.model.ComputeType;
import io.kafkagrpo.model.HostWeights;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.OptimizerSettings;
import io.kafkagrpo.model.PolicyModel;
import io.kafkagrpo.model.TorchRuntime;
import io.kafkagrpo.model.TrainingEngine;
import io.kafkagrpo.model.TrainingOptions;
import io.kafkagrpo.model.WeightLayout;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.ObjectiveSettings;
import io.kafkagrpo.rl.OffPolicyCorrection;
import io.kafkagrpo.rl.Overlong;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a model of a few thousand parameters. */
class StepTrainerTest {
    private static final int TOKEN_BUDGET = 64;
    private static final String CONFIG = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "vocab_size": 20, "rope_theta": 1000000.0, "rms_norm_eps": 1e-06, "tie_word_embeddings": true,
             "max_position_embeddings": 64}
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        TorchRuntime.start(1);
    }

    @Test
    void aRestartFindsTheReferenceModelOfTheStepItGoesOnFrom() throws Exception {
        // Given a reference model that is renewed every 2 steps, and a checkpoint after step 3
        Path checkpoint = folder.resolve("step-00000003.state");
        int afterFive;
        try (StepTrainer trainer = trainer(ObjectiveSettings.grpo(0.2, 0.5), 1, 2)) {
            steps(trainer, 1, 3);
            trainer.save(checkpoint);
            steps(trainer, 4, 5);
            afterFive = trainer.stateChecksum();
        }
        // When another trainer goes on from there
        try (StepTrainer restarted = trainer(ObjectiveSettings.grpo(0.2, 0.5), 1, 2)) {
            restarted.restore(checkpoint);
            steps(restarted, 4, 5);
            // Then it gets to the same weights
            assertThat(restarted.stateChecksum()).isEqualTo(afterFive);
        }
        // And the reference matters: one that is never renewed leads elsewhere
        try (StepTrainer frozen = trainer(ObjectiveSettings.grpo(0.2, 0.5), 1, 0)) {
            steps(frozen, 1, 5);
            assertThat(frozen.stateChecksum()).isNotEqualTo(afterFive);
        }
        // And a damaged reference is refused
        Path reference = ReferenceModel.beside(checkpoint);
        byte[] bytes = Files.readAllBytes(reference);
        bytes[bytes.length / 2] ^= 1;
        Files.write(reference, bytes);
        try (StepTrainer trainer = trainer(ObjectiveSettings.grpo(0.2, 0.5), 1, 2)) {
            int before = trainer.stateChecksum();
            assertThatThrownBy(() -> trainer.restore(checkpoint)).hasMessageContaining("checksum");
            assertThat(trainer.stateChecksum()).isEqualTo(before);
        }
    }

    @Test
    void laterUpdatesTakeTheirRatioAgainstTheFirstPass() throws Exception {
        // Given a sampler far from the policy, and two updates per batch against the policy at the step's start
        ObjectiveSettings proximal =
                ObjectiveSettings.grpo(0.2, 0).withCorrection(new OffPolicyCorrection.ProximalOnly());
        try (StepTrainer trainer = trainer(proximal, 2, 0)) {
            // When
            Map<String, Double> metrics = trainer.train(batch(), 1);
            // Then the ratio is 1 in the first update and has moved in the second, while the sampler's distance is
            // that of the step's start in both
            assertThat(metrics.get("ratio/mean")).isEqualTo(1.0);
            assertThat(metrics.get("ratio/mean/update2")).isNotEqualTo(1.0).isEqualTo(1.0, within(0.5));
            assertThat(metrics.get("behaviour_kl/k1/update2")).isEqualTo(metrics.get("behaviour_kl/k1"));
        }
    }

    private static void steps(StepTrainer trainer, int first, int last) {
        for (int step = first; step <= last; step++) {
            trainer.train(batch(), step);
        }
    }

    private static TrainingBatch batch() {
        return TrainingBatch.of(
                List.of(new ReceivedGroup(Samples.group(0, 0, 1, 3), 0, 0)),
                0,
                new StepAdvantages.OverStep(AdvantageSettings.GRPO),
                Overlong.KEEP);
    }

    private StepTrainer trainer(ObjectiveSettings objective, int updates, int referenceEvery) throws Exception {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        ModelConfig model = ModelConfig.read(folder);
        try (HostWeights initial = HostWeights.allocate(WeightLayout.of(model))) {
            SplittableRandom random = new SplittableRandom(7);
            for (long at = 0; at < initial.segment().byteSize(); at += Short.BYTES) {
                int single = Float.floatToRawIntBits((float) random.nextDouble(-1, 1));
                initial.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) (single >>> 16));
            }
            TrainingEngine engine = new TrainingEngine(
                    model,
                    initial,
                    new TrainingOptions(
                            List.of("cpu"),
                            ComputeType.FLOAT32,
                            TOKEN_BUDGET,
                            Activations.KEEP,
                            new OptimizerSettings(0.9, 0.999, 1e-8, 0)));
            ReferenceModel reference = objective.needsReference()
                    ? new ReferenceModel(
                            PolicyModel.of(model, initial, "cpu", ComputeType.FLOAT32),
                            initial,
                            TOKEN_BUDGET,
                            referenceEvery)
                    : null;
            return new StepTrainer(engine, objective, LearningRateSchedule.constant(1e-2), updates, 1, 1, reference);
        }
    }
}
