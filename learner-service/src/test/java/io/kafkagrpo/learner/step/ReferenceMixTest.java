package io.kafkagrpo.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.Bfloat16;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.rl.objective.EntropyBonus;
import io.kafkagrpo.rl.objective.EntropyTarget;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reference model that the policy is mixed into. */
class ReferenceMixTest {
    private static final ObjectiveSettings OBJECTIVE = ObjectiveSettings.grpo(0.2, 0.5);

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        TorchRuntime.start(1);
    }

    @Test
    void theMixIsTheFormulaAndSmallSharesAddUp() throws Exception {
        // Given weights and a policy that differs in every one of them
        Files.writeString(folder.resolve("config.json"), TinyTrainer.CONFIG);
        ModelConfig config = ModelConfig.read(folder);
        try (HostWeights initial = HostWeights.random(config, 1);
                HostWeights policy = HostWeights.random(config, 2);
                ReferenceMix mix = new ReferenceMix(initial);
                HostWeights rounded = initial.copy()) {
            // When a share that bf16 can't tell from nothing is mixed in a hundred times
            for (int i = 0; i < 100; i++) {
                mix.mix(policy, 0.001);
            }
            mix.roundInto(rounded);
            // Then each value is (1 - (1 - α)^100) policy + (1 - α)^100 initial
            double left = Math.pow(0.999, 100);
            for (long at = 0; at < rounded.segment().byteSize(); at += Short.BYTES) {
                double expected = (1 - left) * value(policy, at) + left * value(initial, at);
                assertThat(Math.abs(value(rounded, at) - expected))
                        .isLessThanOrEqualTo(Math.abs(expected) / 256 + 1e-7);
            }
            // And its file holds all of it
            Path file = folder.resolve("mix");
            mix.write(file);
            for (Checksum.Kind kind : Checksum.Kind.values()) {
                assertThat(ReferenceMix.checksumIn(file, kind)).isEqualTo(mix.checksum(kind));
            }
            try (ReferenceMix read = ReferenceMix.read(file, initial.layout().valueCount())) {
                assertThat(read.checksum(Checksum.Kind.SUM)).isEqualTo(mix.checksum(Checksum.Kind.SUM));
            }
        }
    }

    @Test
    void aRestartComesToTheSameBitsAndTheChecksumHoldsTheMix() throws Exception {
        // Given a mix every 2 steps, and a checkpoint after step 3
        Path checkpoint = folder.resolve("step-00000003.state");
        Checksum afterThree;
        Checksum afterFive;
        try (StepTrainer trainer = open(2, 0.25)) {
            TinyTrainer.steps(trainer, 1, 3);
            trainer.save(checkpoint);
            afterThree = trainer.stateChecksum();
            TinyTrainer.steps(trainer, 4, 5);
            afterFive = trainer.stateChecksum();
        }
        // When it is redone from there, and from the beginning
        try (StepTrainer restarted = open(2, 0.25);
                StepTrainer replayed = open(2, 0.25)) {
            restarted.restore(checkpoint, afterThree);
            assertThat(restarted.stateChecksum()).isEqualTo(afterThree);
            TinyTrainer.steps(restarted, 4, 5);
            TinyTrainer.steps(replayed, 1, 5);
            // Then
            assertThat(restarted.stateChecksum()).isEqualTo(afterFive);
            assertThat(replayed.stateChecksum()).isEqualTo(afterFive);
        }
        // And before the first mix has an effect on a step, another share is in the checksum already
        try (StepTrainer half = open(2, 0.5);
                StepTrainer quarter = open(2, 0.25)) {
            TinyTrainer.steps(half, 1, 2);
            TinyTrainer.steps(quarter, 1, 2);
            assertThat(half.stateChecksum()).isNotEqualTo(quarter.stateChecksum());
        }
    }

    @Test
    void aForkMayGoOnWithACopyOrWithoutAndADamagedMixIsRefused() throws Exception {
        // Given
        Path checkpoint = folder.resolve("parent.state");
        Checksum saved;
        try (StepTrainer parent = open(1, 0.25)) {
            TinyTrainer.steps(parent, 1, 2);
            parent.save(checkpoint);
            saved = parent.stateChecksum();
        }
        // When trainers take it up that have another share, a copy, a reference that stays, and none
        ObjectiveSettings none = ObjectiveSettings.grpo(0.2, 0);
        try (StepTrainer other = open(1, 0.5);
                StepTrainer copy = open(1, 1);
                StepTrainer stays = open(0, 1);
                StepTrainer without = TinyTrainer.open(folder, none, 1, 0)) {
            for (StepTrainer fork : Arrays.asList(other, copy, stays, without)) {
                fork.restore(checkpoint, saved);
            }
            // Then the weights are the parent's in each of them, and the mix is in the checksum of the one
            // that has it
            assertThat(other.stateChecksum()).isEqualTo(saved);
            assertThat(copy.stateChecksum()).isEqualTo(without.stateChecksum()).isNotEqualTo(saved);
            assertThat(stays.stateChecksum()).isEqualTo(without.stateChecksum());
        }
        // And from a copy a mix begins
        Path copied = folder.resolve("copy.state");
        try (StepTrainer parent = open(1, 1);
                StepTrainer fork = open(1, 0.5)) {
            TinyTrainer.steps(parent, 1, 2);
            parent.save(copied);
            fork.restore(copied, parent.stateChecksum());
            assertThat(ReferenceModel.mixBeside(copied)).doesNotExist();
        }
        // And a mix that is damaged is refused, with the state
        Path file = ReferenceModel.mixBeside(checkpoint);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (StepTrainer trainer = open(1, 0.25)) {
            Checksum before = trainer.stateChecksum();
            assertThatThrownBy(() -> trainer.restore(checkpoint, saved)).hasMessageContaining("checksum doesn't match");
            Files.write(file, Arrays.copyOf(bytes, 7));
            assertThatThrownBy(() -> trainer.restore(checkpoint, saved)).hasMessageContaining("has 7 bytes");
            assertThat(trainer.stateChecksum()).isEqualTo(before);
        }
    }

    @Test
    void theMixAndAnAdaptedEntropyCoefficientAreStateSideBySide() throws Exception {
        // Given a learner with both, and a checkpoint of its
        ObjectiveSettings both = OBJECTIVE.with(new EntropyBonus(0.5, new EntropyTarget(10, 0.1, 1), null));
        Path checkpoint = folder.resolve("step-00000003.state");
        OptimizerSettings.ByAdamw adamw = new OptimizerSettings.ByAdamw();
        try (StepTrainer trainer = TinyTrainer.open(folder, both, 1, 2, 0.25, adamw);
                StepTrainer restarted = TinyTrainer.open(folder, both, 1, 2, 0.25, adamw)) {
            TinyTrainer.steps(trainer, 1, 3);
            trainer.save(checkpoint);
            Checksum afterThree = trainer.stateChecksum();
            TinyTrainer.steps(trainer, 4, 5);
            // When
            restarted.restore(checkpoint, afterThree);
            // Then
            assertThat(restarted.stateChecksum()).isEqualTo(afterThree);
            TinyTrainer.steps(restarted, 4, 5);
            assertThat(restarted.stateChecksum()).isEqualTo(trainer.stateChecksum());
        }
        // And one that has the adapted coefficient alone goes on from there, too
        try (StepTrainer alone = TinyTrainer.open(folder, both, 1, 0, 1, adamw)) {
            Checksum whole;
            try (StepTrainer again = TinyTrainer.open(folder, both, 1, 2, 0.25, adamw)) {
                TinyTrainer.steps(again, 1, 3);
                whole = again.stateChecksum();
            }
            alone.restore(checkpoint, whole);
            TinyTrainer.steps(alone, 4, 4);
        }
    }

    private StepTrainer open(int every, double share) throws Exception {
        return TinyTrainer.open(folder, OBJECTIVE, 1, every, share, new OptimizerSettings.ByAdamw());
    }

    private static double value(HostWeights weights, long at) {
        return Bfloat16.toFloat(weights.segment().get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
    }
}
