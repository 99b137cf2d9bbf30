package io.kafkagrpo.report;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TrainingStep;
import java.util.List;

/**
 * How long a run took, by its log: from the moment when the initial model was evaluated, which is when the first
 * training prompts are admitted, to the commit of each step.
 *
 * @param startMs epoch milliseconds, by the learner's clock
 * @param steps all steps, from the first on
 */
public record RunClock(long startMs, List<TrainingStep> steps) {

    /** The clock of a finished run. */
    public static RunClock of(RunEvents events) {
        long start = events.evaluations().stream()
                .filter(evaluation -> evaluation.getStep() == 0)
                .mapToLong(Evaluation::getFinishedAtMs)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The run has no evaluation of its initial model."));
        return new RunClock(start, events.steps());
    }

    /** Seconds from the start to the commit of a step; 0 for step 0, the initial model. */
    public double secondsAt(long step) {
        return step == 0 ? 0 : (steps.get((int) step - 1).getFinishedAtMs() - startMs) / 1000.0;
    }

    /** Seconds to the last step. */
    public double totalSeconds() {
        return secondsAt(steps.size());
    }

    /** The share of the time in which the learner waited for samples. */
    public double learnerWaits() {
        return sum("seconds/wait") / totalSeconds();
    }

    /** Mean over the steps of their groups' mean staleness, in versions. */
    public double meanStaleness() {
        return sum(MetricNames.STALENESS) / steps.size();
    }

    private double sum(String metric) {
        return steps.stream()
                .mapToDouble(step -> step.getMetricsOrThrow(metric))
                .sum();
    }

    /** The largest staleness of a group that was trained on, in versions. */
    public long maxStaleness() {
        return steps.stream()
                .mapToLong(step -> Math.round(step.getMetricsOrThrow(MetricNames.STALENESS_MAX)))
                .max()
                .orElse(0);
    }
}
