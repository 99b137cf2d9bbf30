package io.kafkagrpo.learner.step;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.intake.Samples;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A trainer of a few thousand parameters. */
public final class TinyTrainer {
    private static final int TOKEN_BUDGET = 64;
    public static final String CONFIG = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "vocab_size": 20, "rope_theta": 1000000.0, "rms_norm_eps": 1e-06, "tie_word_embeddings": true,
             "max_position_embeddings": 64}
            """;

    private TinyTrainer() {}

    /** Trains these steps, all on the same batch. */
    public static void steps(StepTrainer trainer, int first, int last) {
        for (int step = first; step <= last; step++) {
            trainer.train(batch(), step);
        }
    }

    static TrainingBatch batch() {
        return TrainingBatch.of(
                List.of(new ReceivedGroup(RolloutCodec.group(Samples.group(0, 0, 1, 3)), 0, 0)),
                0,
                new StepAdvantages.OverStep(AdvantageSettings.GRPO),
                TruncatedCompletions.KEEP);
    }

    /** GRPO with an off-policy correction. */
    static ObjectiveSettings corrected(double beta, OffPolicyCorrection correction) {
        ObjectiveSettings grpo = ObjectiveSettings.grpo(0.2, beta);
        return new ObjectiveSettings(
                grpo.policyTerm(),
                grpo.ratioLevel(),
                grpo.logRatioBounds(),
                correction,
                grpo.klPenalty(),
                grpo.aggregation());
    }

    /** A trainer from always the same weights; the model's configuration is written into {@code folder}. */
    public static StepTrainer open(Path folder, ObjectiveSettings objective, int updates, int referenceEvery)
            throws IOException {
        return open(folder, objective, updates, referenceEvery, new OptimizerSettings.ByAdamw());
    }

    /** The same, whose hidden matrices are stepped otherwise. */
    static StepTrainer open(
            Path folder,
            ObjectiveSettings objective,
            int updates,
            int referenceEvery,
            OptimizerSettings.HiddenMatrixRule matrices)
            throws IOException {
        return open(folder, objective, updates, referenceEvery, 1, matrices);
    }

    /** The same, into whose reference model so much of the policy is mixed. */
    static StepTrainer open(
            Path folder,
            ObjectiveSettings objective,
            int updates,
            int referenceEvery,
            double referenceMix,
            OptimizerSettings.HiddenMatrixRule matrices)
            throws IOException {
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
                            new OptimizerSettings(0.9, 0.999, 1e-8, 0, matrices)));
            ReferenceModel reference = objective.needsReference()
                    ? new ReferenceModel(
                            PolicyModel.of(model, initial, "cpu", ComputeType.FLOAT32),
                            initial,
                            TOKEN_BUDGET,
                            referenceEvery,
                            referenceMix)
                    : null;
            return new StepTrainer(engine, objective, LearningRateSchedule.constant(1e-2), updates, 1, 1, reference);
        }
    }
}
