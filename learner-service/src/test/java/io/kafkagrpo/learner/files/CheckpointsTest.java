package io.kafkagrpo.learner.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.learner.step.StepTrainer;
import io.kafkagrpo.learner.step.TinyTrainer;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final int STEPS = 5;

    @TempDir
    private Path folder;

    private final List<TrainingStep> log = new ArrayList<>();
    private Checkpoints checkpoints;

    @BeforeAll
    static void start() {
        TorchRuntime.start(1);
    }

    /** A run of five steps with a checkpoint after each, of which the newest two are kept. */
    @BeforeEach
    void train() throws IOException {
        checkpoints = new Checkpoints(folder.resolve("checkpoints"), 2);
        try (StepTrainer trainer = trainer()) {
            for (int step = 1; step <= STEPS; step++) {
                TinyTrainer.steps(trainer, step, step);
                log.add(logged(step, trainer.stateChecksum()));
                checkpoints.save(trainer, step);
            }
        }
    }

    @Test
    void theNewestOneIsRestored() throws IOException {
        try (StepTrainer restarted = trainer()) {
            assertThat(checkpoints.restore(restarted, log)).isEqualTo(5);
            assertThat(restarted.stateChecksum()).isEqualTo(LoggedChecksum.ofState(log.getLast()));
        }
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "step-00000004.state",
                        "step-00000004.state.reference",
                        "step-00000005.state",
                        "step-00000005.state.reference");
    }

    @Test
    void aDamagedOneIsPassedOver() throws IOException {
        // Given
        Path newest = folder.resolve("checkpoints/step-00000005.state");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        // When, Then
        try (StepTrainer restarted = trainer()) {
            assertThat(checkpoints.restore(restarted, log)).isEqualTo(4);
            assertThat(restarted.stateChecksum()).isEqualTo(LoggedChecksum.ofState(log.get(3)));
        }
    }

    /**
     * As after a power failure that took the end of the log, when the run has trained its step 5 once more,
     * on other groups.
     */
    @Test
    void oneOfAnotherHistoryIsPassedOver() throws IOException {
        List<TrainingStep> other = new ArrayList<>(log.subList(0, 4));
        other.add(logged(5, Checksum.sum(log.getLast().getStateSum() + 1)));
        try (StepTrainer restarted = trainer()) {
            assertThat(checkpoints.restore(restarted, other)).isEqualTo(4);
        }
    }

    @Test
    void whereNoneIsOfThisLogTheTrainerStaysAsItIs() throws IOException {
        try (StepTrainer restarted = trainer()) {
            Checksum initial = restarted.stateChecksum();
            assertThat(checkpoints.restore(restarted, log.subList(0, 3))).isZero();
            assertThat(restarted.stateChecksum()).isEqualTo(initial);
        }
    }

    @Test
    void onesOfALostHistoryDoNotDriveOutThoseOfThisOne() throws IOException {
        try (StepTrainer restarted = trainer()) {
            // Given a log that ends before the kept checkpoints
            List<TrainingStep> shorter = new ArrayList<>(log.subList(0, 1));
            assertThat(checkpoints.restore(restarted, shorter)).isZero();
            // When the run goes on from there
            TinyTrainer.steps(restarted, 1, 2);
            checkpoints.save(restarted, 2);
            // Then
            assertThat(names()).containsExactlyInAnyOrder("step-00000002.state", "step-00000002.state.reference");
        }
    }

    @Test
    void whatADeadLearnerLeftHalfWrittenIsRemoved() throws IOException {
        // Given a learner that died while it wrote a checkpoint, and one that died between its two files
        Files.writeString(folder.resolve("checkpoints/step-00000006.state.tmp"), "half");
        Files.writeString(folder.resolve("checkpoints/step-00000006.state.reference"), "alone");
        Files.writeString(folder.resolve("checkpoints/step-00000006.state.entropy"), "alone, too");
        Files.writeString(folder.resolve("checkpoints/notes.txt"), "a person's");
        try (StepTrainer restarted = trainer()) {
            // When
            assertThat(checkpoints.restore(restarted, log)).isEqualTo(5);
            // Then
            assertThat(names()).doesNotContain("step-00000006.state.tmp");
            // And at the next checkpoint
            TinyTrainer.steps(restarted, 6, 7);
            checkpoints.save(restarted, 7);
            assertThat(names())
                    .containsExactlyInAnyOrder(
                            "step-00000005.state",
                            "step-00000005.state.reference",
                            "step-00000007.state",
                            "step-00000007.state.reference",
                            "notes.txt");
        }
    }

    private static TrainingStep logged(long step, Checksum checksum) {
        return TrainingStep.newBuilder()
                .setStep(step)
                .setStateSum(checksum.value())
                .build();
    }

    /** With a reference model that changes, so that a checkpoint is two files. */
    private StepTrainer trainer() throws IOException {
        return TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0.5), 1, 2);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
