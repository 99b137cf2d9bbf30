package io.kafkagrpo.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.rl.objective.EntropyBonus;
import io.kafkagrpo.rl.objective.EntropyTarget;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.term.KlCov;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a model of a few thousand parameters. */
class StepTrainerTest {
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
        Checksum afterThree;
        Checksum afterFive;
        try (StepTrainer trainer = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0.5), 1, 2)) {
            TinyTrainer.steps(trainer, 1, 3);
            trainer.save(checkpoint);
            afterThree = trainer.stateChecksum();
            TinyTrainer.steps(trainer, 4, 5);
            afterFive = trainer.stateChecksum();
        }
        // When another trainer goes on from there
        try (StepTrainer restarted = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0.5), 1, 2)) {
            restarted.restore(checkpoint, afterThree);
            TinyTrainer.steps(restarted, 4, 5);
            // Then it gets to the same weights
            assertThat(restarted.stateChecksum()).isEqualTo(afterFive);
        }
        // And the reference matters: one that is never renewed leads elsewhere
        try (StepTrainer frozen = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0.5), 1, 0)) {
            TinyTrainer.steps(frozen, 1, 5);
            assertThat(frozen.stateChecksum()).isNotEqualTo(afterFive);
        }
        // And a damaged reference is refused
        Path reference = ReferenceModel.beside(checkpoint);
        byte[] bytes = Files.readAllBytes(reference);
        bytes[bytes.length / 2] ^= 1;
        Files.write(reference, bytes);
        try (StepTrainer trainer = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0.5), 1, 2)) {
            Checksum before = trainer.stateChecksum();
            assertThatThrownBy(() -> trainer.restore(checkpoint, afterThree)).hasMessageContaining("checksum");
            assertThat(trainer.stateChecksum()).isEqualTo(before);
        }
    }

    @Test
    void aRestartFindsTheEntropyCoefficientOfTheStepItGoesOnFrom() throws Exception {
        // Given a coefficient that falls with every step, for the policy's entropy is above the target, then rises
        ObjectiveSettings falling = adapted(0.9, 1e-3);
        ObjectiveSettings rising = adapted(0.5, 10);
        Path checkpoint = folder.resolve("step-00000003.state");
        Checksum afterThree;
        Checksum afterFive;
        try (StepTrainer trainer = TinyTrainer.open(folder, rising, 1, 0)) {
            TinyTrainer.steps(trainer, 1, 3);
            trainer.save(checkpoint);
            afterThree = trainer.stateChecksum();
            TinyTrainer.steps(trainer, 4, 5);
            afterFive = trainer.stateChecksum();
        }
        // When another trainer goes on from there
        try (StepTrainer restarted = TinyTrainer.open(folder, rising, 1, 0)) {
            restarted.restore(checkpoint, afterThree);
            assertThat(restarted.stateChecksum()).isEqualTo(afterThree);
            TinyTrainer.steps(restarted, 4, 5);
            // Then it gets to the same state
            assertThat(restarted.stateChecksum()).isEqualTo(afterFive);
        }
        // And the coefficient is part of the state and of the weights, unlike one that is never in force
        try (StepTrainer never = TinyTrainer.open(folder, falling, 1, 0);
                StepTrainer plain = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0), 1, 0)) {
            Checksum begun = never.stateChecksum();
            assertThat(begun).isNotEqualTo(plain.stateChecksum());
            TinyTrainer.steps(never, 1, 2);
            TinyTrainer.steps(plain, 1, 2);
            assertThat(weights(never)).isEqualTo(weights(plain));
            assertThat(never.stateChecksum()).isNotEqualTo(plain.stateChecksum());
        }
        // And one that was changed, damaged or lost is refused
        Path beside = EntropyControl.beside(checkpoint);
        String text = Files.readString(beside);
        for (String other :
                List.of(text.replaceFirst("coefficient .*", "coefficient 0.7"), "coefficient x\nentropy 1\n", "")) {
            Files.writeString(beside, other);
            assertRefused(rising, checkpoint, afterThree);
        }
        Files.delete(beside);
        assertRefused(rising, checkpoint, afterThree);
    }

    private void assertRefused(ObjectiveSettings objective, Path checkpoint, Checksum checksum) throws Exception {
        try (StepTrainer trainer = TinyTrainer.open(folder, objective, 1, 0)) {
            Checksum before = trainer.stateChecksum();
            assertThatThrownBy(() -> trainer.restore(checkpoint, checksum)).isInstanceOf(ModelFormatException.class);
            assertThat(trainer.stateChecksum()).isEqualTo(before);
        }
    }

    private int weights(StepTrainer trainer) throws Exception {
        try (HostWeights weights = HostWeights.allocate(WeightLayout.of(ModelConfig.read(folder)))) {
            trainer.publishInto(weights);
            return weights.crc32c();
        }
    }

    private static ObjectiveSettings adapted(double coefficient, double target) {
        return ObjectiveSettings.grpo(0.2, 0)
                .with(new EntropyBonus(coefficient, new EntropyTarget(target, 0.1, 1), null));
    }

    @Test
    void theEntropyBonusKeepsThePolicyUndecided() throws Exception {
        // Given a coefficient that outweighs the policy term, and none
        try (StepTrainer with =
                        TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0).with(EntropyBonus.of(1)), 2, 0);
                StepTrainer without = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0), 2, 0)) {
            // When
            Map<String, Double> begun = with.train(TinyTrainer.batch(), 1);
            TinyTrainer.steps(without, 1, 1);
            TinyTrainer.steps(with, 2, 9);
            TinyTrainer.steps(without, 2, 9);
            Map<String, Double> after = with.train(TinyTrainer.batch(), 10);
            // Then entropy rises, and further than without
            assertThat(after.get("entropy")).isGreaterThan(begun.get("entropy"));
            assertThat(after.get("entropy"))
                    .isGreaterThan(without.train(TinyTrainer.batch(), 10).get("entropy"));
            assertThat(begun)
                    .containsEntry("entropy_coefficient", 1.0)
                    .containsEntry("loss/entropy", -begun.getOrDefault("entropy/counted", Double.NaN))
                    .containsKey("loss/entropy/update2");
            // And a fixed coefficient leaves nothing beside a checkpoint
            Path checkpoint = folder.resolve("step-00000010.state");
            with.save(checkpoint);
            assertThat(EntropyControl.beside(checkpoint)).doesNotExist();
        }
    }

    @Test
    void withMuonAStepThatIsRedoneFromACheckpointComesToTheSameBits() throws Exception {
        // Given a checkpoint after step 2 and the state after step 4
        OptimizerSettings.ByMuon muon = new OptimizerSettings.ByMuon(0.95);
        ObjectiveSettings objective = ObjectiveSettings.grpo(0.2, 0);
        Path checkpoint = folder.resolve("step-00000002.state");
        Checksum afterTwo;
        Checksum afterFour;
        try (StepTrainer trainer = TinyTrainer.open(folder, objective, 1, 0, muon)) {
            TinyTrainer.steps(trainer, 1, 2);
            trainer.save(checkpoint);
            afterTwo = trainer.stateChecksum();
            TinyTrainer.steps(trainer, 3, 4);
            afterFour = trainer.stateChecksum();
        }
        // When it is redone from there, and from the beginning
        try (StepTrainer restarted = TinyTrainer.open(folder, objective, 1, 0, muon);
                StepTrainer replayed = TinyTrainer.open(folder, objective, 1, 0, muon)) {
            restarted.restore(checkpoint, afterTwo);
            TinyTrainer.steps(restarted, 3, 4);
            TinyTrainer.steps(replayed, 1, 4);
            // Then
            assertThat(restarted.stateChecksum()).isEqualTo(afterFour);
            assertThat(replayed.stateChecksum()).isEqualTo(afterFour);
        }
        // And AdamW leads elsewhere, and takes up no state of Muon's
        try (StepTrainer adamw = TinyTrainer.open(folder, objective, 1, 0)) {
            assertThatThrownBy(() -> adamw.restore(checkpoint, afterTwo))
                    .hasMessageContaining("the training state of this model and optimizer has");
            TinyTrainer.steps(adamw, 1, 4);
            assertThat(adamw.stateChecksum()).isNotEqualTo(afterFour);
        }
    }

    @Test
    void laterUpdatesTakeTheirRatioAgainstTheFirstPass() throws Exception {
        // Given a sampler far from the policy, and two updates per batch against the policy at the step's start
        ObjectiveSettings proximal = TinyTrainer.corrected(0, new OffPolicyCorrection.ProximalOnly());
        try (StepTrainer trainer = TinyTrainer.open(folder, proximal, 2, 0)) {
            // When
            Map<String, Double> metrics = trainer.train(TinyTrainer.batch(), 1);
            // Then the ratio is 1 in the first update and has moved in the second, while the sampler's distance is
            // that of the step's start in both
            assertThat(metrics.get("ratio/mean")).isEqualTo(1.0);
            assertThat(metrics.get("ratio/mean/update2")).isNotEqualTo(1.0).isEqualTo(1.0, within(0.5));
            assertThat(metrics.get("behaviour_kl/k1/update2")).isEqualTo(metrics.get("behaviour_kl/k1"));
        }
    }

    @Test
    void anObjectiveThatSeesTheWholeStepSurveysItBeforeEachUpdate() throws Exception {
        // Given tokens that are chosen among all of the step, and weights with a mean over it
        ObjectiveSettings plain = ObjectiveSettings.grpo(0.2, 0);
        StackedCorrection stack = new StackedCorrection(
                List.of(
                        Correction.ImportanceWeight.truncated(OffPolicyCorrection.Weight.TOKEN, 2),
                        Correction.Rejection.byRatio(Correction.Reduction.TOKEN, 0.01, 100)),
                StackedCorrection.Anchor.PROXIMAL,
                StackedCorrection.Sees.ALL_COUNTED,
                StackedCorrection.Rejected.NOWHERE);
        ObjectiveSettings settings = new ObjectiveSettings(
                new KlCov(0.2, 1),
                plain.ratioLevel(),
                plain.logRatioBounds(),
                stack,
                plain.klPenalty(),
                plain.aggregation());
        Checksum first;
        try (StepTrainer trainer = TinyTrainer.open(folder, settings, 2, 0)) {
            // When
            Map<String, Double> metrics = trainer.train(TinyTrainer.batch(), 1);
            // Then
            assertThat(metrics).containsKeys("seconds/survey", "importance_weight/mean", "loss/update2");
            assertThat(metrics.get("ratio/mean")).isEqualTo(1.0);
            assertThat(metrics.get("gradient_norm")).isPositive();
            first = trainer.stateChecksum();
        }
        // And a redone step comes to the same bits
        try (StepTrainer again = TinyTrainer.open(folder, settings, 2, 0)) {
            again.train(TinyTrainer.batch(), 1);
            assertThat(again.stateChecksum()).isEqualTo(first);
        }
    }
}
