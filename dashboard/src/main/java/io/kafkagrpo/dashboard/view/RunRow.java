package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.query.RunQueries.Summary;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.Keys;
import org.jspecify.annotations.Nullable;

/**
 * A run in the list of runs.
 *
 * @param state in a word or two
 * @param steps of how many
 * @param reward of the newest step
 * @param accuracyBefore of the initial model on held-out problems
 * @param accuracyNow of the newest evaluation
 * @param begun when
 * @param newest when its newest record was written
 * @param model that it began with
 */
public record RunRow(
        String run,
        String state,
        String steps,
        Cell reward,
        Cell accuracyBefore,
        Cell accuracyNow,
        String begun,
        String newest,
        String model) {
    private static final int MOST_CHARACTERS = 200;

    public static RunRow of(Summary summary) {
        RunStarted started = summary.started();
        TrainingStep newest = summary.newest();
        long step = newest == null ? 0 : newest.getStep();
        return new RunRow(
                summary.run(),
                state(summary),
                "%d of %s".formatted(step, started == null ? "?" : total(started)),
                Cell.number(
                        "reward", newest == null ? null : newest.getMetricsMap().get(MetricNames.REWARD), ""),
                Cell.share("accuracy before", accuracy(summary.first()), ""),
                Cell.share("accuracy now", accuracy(summary.last()), ""),
                started == null ? "–" : Numbers.time(started.getStartedAtMs()),
                Numbers.time(newest == null ? 0 : newest.getFinishedAtMs()),
                started == null
                        ? "–"
                        : VisibleText.line(
                                started.getConfigurationMap().getOrDefault(Keys.MODEL.name(), "–"), MOST_CHARACTERS));
    }

    static String state(Summary summary) {
        if (summary.finished() != null) {
            return "finished";
        }
        if (summary.started() == null) {
            return "not begun";
        }
        return summary.newest() == null ? "before its first step" : "not finished";
    }

    static String total(RunStarted started) {
        return VisibleText.line(started.getConfigurationMap().getOrDefault(Keys.STEPS.name(), "?"), MOST_CHARACTERS);
    }

    static @Nullable Double accuracy(@Nullable Evaluation evaluation) {
        return evaluation == null ? null : evaluation.getResultsMap().get(MetricNames.ACCURACY);
    }
}
