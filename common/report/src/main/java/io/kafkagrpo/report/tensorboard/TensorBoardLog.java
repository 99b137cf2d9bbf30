package io.kafkagrpo.report.tensorboard;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run's metrics and evaluations as an event file for TensorBoard, written as its events arrive. A function
 * of the topic {@code steps} alone: given all events again after an interruption, it continues the same file
 * and repeats nothing.
 */
public final class TensorBoardLog implements AutoCloseable {
    private static final String EVALUATION = "evaluation/";

    private final Path folder;
    private @Nullable RecordFile file;

    /** Writes into {@code folder}, once the run has begun. */
    public TensorBoardLog(Path folder) {
        this.folder = folder;
    }

    /** Takes the next event of the topic, from its beginning on. */
    public void add(StepEvent event) {
        switch (event.getEventCase()) {
            case RUN_STARTED -> begin(event.getRunStarted().getStartedAtMs());
            case TRAINING_STEP -> add(event.getTrainingStep());
            case EVALUATION -> add(event.getEvaluation());
            case RUN_FINISHED -> {}
            case EVENT_NOT_SET -> throw new IllegalArgumentException("A record of the topic steps has no event.");
        }
    }

    private void begin(long atMs) {
        // TensorBoard asks for "tfevents" in the name, and by custom the seconds of the beginning follow.
        file = RecordFile.open(folder.resolve("events.out.tfevents.%d.kafka-grpo".formatted(atMs / 1000)));
        file.put(TensorBoardEvent.fileVersion(atMs));
    }

    private void add(TrainingStep step) {
        begun().put(TensorBoardEvent.scalars(step.getFinishedAtMs(), step.getStep(), step.getMetricsMap()));
    }

    private void add(Evaluation evaluation) {
        Map<String, Double> values = new HashMap<>();
        evaluation.getResultsMap().forEach((name, value) -> values.put(EVALUATION + name, value));
        begun().put(TensorBoardEvent.scalars(evaluation.getFinishedAtMs(), evaluation.getStep(), values));
    }

    private RecordFile begun() {
        if (file == null) {
            throw new IllegalArgumentException("The topic steps does not begin with RunStarted.");
        }
        return file;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
