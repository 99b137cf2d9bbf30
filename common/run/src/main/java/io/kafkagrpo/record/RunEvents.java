package io.kafkagrpo.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the topic {@code steps} has told so far. Not thread-safe. */
public final class RunEvents {
    private @Nullable RunStarted started;
    private final List<TrainingStep> steps = new ArrayList<>();
    private final List<Evaluation> evaluations = new ArrayList<>();
    private @Nullable RunFinished finished;

    /** Takes the next event of the topic. */
    public void add(StepEvent event) {
        switch (event.getEventCase()) {
            case RUN_STARTED -> started = event.getRunStarted();
            case TRAINING_STEP -> steps.add(event.getTrainingStep());
            case EVALUATION -> evaluations.add(event.getEvaluation());
            case RUN_FINISHED -> finished = event.getRunFinished();
            case EVENT_NOT_SET -> throw new IllegalArgumentException("A record of the topic steps has no event.");
        }
    }

    /** Null until the learner has begun the run. */
    @Nullable
    public RunStarted started() {
        return started;
    }

    /** What the run's records bear in their headers; {@link RunHeader#NONE} until it has begun. */
    public RunHeader header() {
        return started == null ? RunHeader.NONE : RunHeader.of(started);
    }

    /** In the order in which they were committed. */
    public List<TrainingStep> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** The last step; before the run's first, 0 or the step that it was forked at. */
    public long lastStep() {
        if (!steps.isEmpty()) {
            return steps.getLast().getStep();
        }
        return started == null ? 0 : started.getForkedFrom().getStep();
    }

    public List<Evaluation> evaluations() {
        return Collections.unmodifiableList(evaluations);
    }

    /** Null until the run has ended. */
    @Nullable
    public RunFinished finished() {
        return finished;
    }
}
