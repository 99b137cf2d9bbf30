package io.kafkagrpo.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.util.Event;

class TensorBoardLogTest {
    private static final StepEvent STARTED = StepEvent.newBuilder()
            .setRunStarted(RunStarted.newBuilder().setStartedAtMs(1_700_000_000_250L))
            .build();
    private static final StepEvent FINISHED = StepEvent.newBuilder()
            .setRunFinished(RunFinished.getDefaultInstance())
            .build();

    @TempDir
    private Path folder;

    @Test
    void tensorFlowsOwnClassesReadTheRunWhileItGoesOn() throws Exception {
        try (TensorBoardLog log = new TensorBoardLog(folder)) {
            // Given a run under way
            tell(log, STARTED, evaluation(0, 0.25), step(1, 0.5), step(2, 0.75));
            // When its file is read
            List<Event> events = EventFiles.read(EventFiles.only(folder));
            // Then it holds what was told, in order
            assertThat(events).hasSize(4);
            assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
            assertThat(events.get(0).getWallTime()).isEqualTo(1_700_000_000.25);
            assertThat(events).extracting(Event::getStep).containsExactly(0L, 0L, 1L, 2L);
            assertThat(events.get(1).getWallTime()).isEqualTo(0.5);
            assertThat(EventFiles.scalars(events.get(1)))
                    .containsExactly(entry("evaluation/accuracy", 0.25f), entry("evaluation/reward", 1f));
            assertThat(EventFiles.scalars(events.get(2)))
                    .containsExactly(entry("loss", Float.NaN), entry("reward/mean", 0.5f));
            assertThat(EventFiles.scalars(events.get(3))).contains(entry("reward/mean", 0.75f));
        }
    }

    @Test
    void theFileBeginsWithTheBytesOfEveryEventFile() throws Exception {
        // Given
        try (TensorBoardLog log = new TensorBoardLog(folder)) {
            tell(log, STARTED);
        }
        // Then: 24 as eight bytes, and its masked checksum, as TensorFlow writes them
        assertThat(Arrays.copyOf(Files.readAllBytes(EventFiles.only(folder)), 12))
                .containsExactly(0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 60})
    void aRunToldAgainGoesOnWithTheSameFileAndMendsATornEnd(int torn) throws Exception {
        // Given a file whose last bytes a crash took away
        try (TensorBoardLog log = new TensorBoardLog(folder)) {
            tell(log, STARTED, step(1, 0.5), step(2, 0.75));
        }
        Path file = EventFiles.only(folder);
        truncate(file, Files.size(file) - torn);
        // When the run is told again from its beginning, and goes on
        try (TensorBoardLog log = new TensorBoardLog(folder)) {
            tell(log, STARTED, step(1, 0.5), step(2, 0.75), step(3, 1), FINISHED);
        }
        // Then each step is there once
        assertThat(EventFiles.read(EventFiles.only(folder)))
                .extracting(Event::getStep)
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whatIsThereAlreadyIsNotWrittenAgain() throws Exception {
        // Given
        try (TensorBoardLog log = new TensorBoardLog(folder)) {
            tell(log, STARTED, step(1, 0.5));
        }
        Path file = EventFiles.only(folder);
        assertThat(file.toFile().setLastModified(0)).isTrue();
        // When the same is told again
        try (TensorBoardLog log = new TensorBoardLog(folder)) {
            tell(log, STARTED, step(1, 0.5));
        }
        // Then nobody touched it
        assertThat(file.toFile().lastModified()).isZero();
    }

    private static void tell(TensorBoardLog log, StepEvent... events) {
        List.of(events).forEach(log::add);
    }

    private static StepEvent step(long number, double reward) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder()
                        .setStep(number)
                        .setFinishedAtMs(1000 * number)
                        .putMetrics("reward/mean", reward)
                        .putMetrics("loss", Double.NaN))
                .build();
    }

    private static StepEvent evaluation(long step, double accuracy) {
        return StepEvent.newBuilder()
                .setEvaluation(Evaluation.newBuilder()
                        .setStep(step)
                        .setFinishedAtMs(500)
                        .putResults("reward", 1)
                        .putResults("accuracy", accuracy))
                .build();
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
