package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.query.RunQueries.Counts;
import io.kafkagrpo.dashboard.query.RunQueries.Summary;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.Eta;
import io.kafkagrpo.report.StatusLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as a whole.
 *
 * @param run its name
 * @param row as in the list of runs
 * @param waits what the next thing to see waits for; null where nothing is awaited
 * @param cards figures of this moment
 * @param figures to draw
 * @param steps the newest, newest first
 * @param moreSteps whether there are older ones
 * @param evaluations all, newest first
 * @param dropped groups by reason
 * @param versions the newest weights
 * @param generators that have sampled
 * @param heartbeats what generators say of themselves; empty in runs of before they did
 * @param deadRecords the newest records that nobody could use
 * @param configuration resolved, by key
 */
public record RunView(
        String run,
        RunRow row,
        @Nullable String waits,
        List<Cell> cards,
        List<Figure> figures,
        List<StepRow> steps,
        boolean moreSteps,
        List<EvaluationRow> evaluations,
        List<Cell> dropped,
        List<VersionRow> versions,
        List<GeneratorRow> generators,
        List<HeartbeatRow> heartbeats,
        List<DeadRow> deadRecords,
        Map<String, String> configuration) {
    /** With one more it is known whether there are older ones, and {@link Eta} has what it looks at. */
    private static final int NEWEST_STEPS = 20;

    private static final int NEWEST_VERSIONS = 12;
    private static final int NEWEST_DEAD = 20;

    public record StepRow(
            long step, String reward, String accuracy, int used, int dropped, String version, String at) {}

    public record EvaluationRow(
            long step, long version, Cell accuracy, Cell reward, int problems, int failed, String at) {}

    public record VersionRow(
            long version, String kind, String bytes, String changed, String checksum, long step, String at) {}

    public record GeneratorRow(
            String name, String completions, String tokens, long version, String first, String last) {}

    public record DeadRow(String source, String service, String message, String at) {}

    /** Makes the view of a run that has a topic {@code steps}. */
    public static RunView of(String run, RunQueries queries) {
        Summary summary = queries.summary(run);
        RunEvents events = queries.recent(run, NEWEST_STEPS + 1);
        Counts counts = queries.counts(run);
        List<TrainingStep> steps = events.steps();
        RunStarted started = events.started();
        return new RunView(
                run,
                RunRow.of(summary),
                waits(events, counts),
                cards(summary, events, counts),
                Figure.ALL,
                steps.reversed().stream().limit(NEWEST_STEPS).map(RunView::step).toList(),
                steps.size() > NEWEST_STEPS,
                events.evaluations().reversed().stream()
                        .map(RunView::evaluation)
                        .toList(),
                queries.dropped(run).stream()
                        .map(drop -> Cell.count(
                                drop.cause() == null ? "unknown" : drop.cause(),
                                drop.groups(),
                                Words.cause(drop.cause())))
                        .toList(),
                queries.versions(run, NEWEST_VERSIONS).stream()
                        .map(RunView::version)
                        .toList(),
                queries.generators(run).stream().map(RunView::generator).toList(),
                queries.heartbeats(run).stream().map(HeartbeatRow::of).toList(),
                queries.deadRecords(run, NEWEST_DEAD).stream()
                        .map(RunView::dead)
                        .toList(),
                CompareView.configuration(started));
    }

    /** All steps in rows, the newest first. */
    public static List<StepRow> steps(RunEvents events) {
        return events.steps().reversed().stream().map(RunView::step).toList();
    }

    private static @Nullable String waits(RunEvents events, Counts counts) {
        if (events.started() == null) {
            return "The learner has not begun the run: it writes RunStarted first.";
        }
        if (events.finished() != null) {
            return null;
        }
        if (events.evaluations().isEmpty()) {
            return counts.evaluation() == 0
                    ? "The learner publishes the initial weights and asks for their evaluation."
                    : "The initial model is being evaluated: %s groups were asked for, %s have ended."
                            .formatted(Numbers.grouped(counts.evaluation()), Numbers.grouped(counts.ended()));
        }
        if (events.steps().isEmpty()) {
            return "The first step waits for its groups: %s were asked for."
                    .formatted(Numbers.grouped(counts.admitted()));
        }
        return null;
    }

    private static List<Cell> cards(Summary summary, RunEvents events, Counts counts) {
        List<Cell> cards = new ArrayList<>();
        cards.add(Cell.text("state", RunRow.state(summary), "As the log tells it; the page asks no service."));
        TrainingStep newest = summary.newest();
        RunStarted started = summary.started();
        if (started != null) {
            cards.add(Cell.text(
                    "step",
                    RunRow.of(summary).steps(),
                    "Training steps in the log, of those that the configuration asks for."));
        }
        if (newest != null) {
            Map<String, Double> metrics = newest.getMetricsMap();
            cards.add(Cell.number(
                    "reward", metrics.get(MetricNames.REWARD), "Mean reward of the newest step's completions."));
            cards.add(Cell.number("staleness", metrics.get(MetricNames.STALENESS), "In versions, of the newest step."));
        }
        cards.add(Cell.share(
                "accuracy before", RunRow.accuracy(summary.first()), "Of the initial model on held-out problems."));
        cards.add(Cell.share("accuracy now", RunRow.accuracy(summary.last()), "At the newest evaluation."));
        if (newest != null && started != null && events.finished() == null) {
            Duration left = Eta.of(events.steps(), Words.number(RunRow.total(started), newest.getStep()));
            cards.add(Cell.text(
                    "time left",
                    left.isPositive() ? StatusLine.clock(left) : "–",
                    "Steps left times the median time of the recent ones."));
        }
        cards.add(Cell.count("groups used", counts.used(), "That steps trained on."));
        cards.add(Cell.count("groups dropped", counts.dropped(), "That steps left out, each with its reason."));
        cards.add(Cell.count("groups undecided", counts.undecided(), "Asked for, and neither used nor dropped yet."));
        cards.add(Cell.count("completions", counts.completions(), "Of ended groups, evaluations included."));
        return cards;
    }

    private static StepRow step(TrainingStep step) {
        Map<String, Double> metrics = step.getMetricsMap();
        return new StepRow(
                step.getStep(),
                Numbers.plain(metrics.get(MetricNames.REWARD)),
                Numbers.percent(metrics.get(MetricNames.ACCURACY)),
                step.getUsedCount(),
                step.getDroppedCount(),
                "%d → %d".formatted(step.getVersionIn(), step.getVersionOut()),
                Numbers.time(step.getFinishedAtMs()));
    }

    private static EvaluationRow evaluation(Evaluation evaluation) {
        Map<String, Double> results = evaluation.getResultsMap();
        return new EvaluationRow(
                evaluation.getStep(),
                evaluation.getVersion(),
                Cell.share("accuracy", results.get(MetricNames.ACCURACY), ""),
                Cell.number("reward", results.get(MetricNames.EVALUATION_REWARD), ""),
                evaluation.getProblems(),
                evaluation.getFailedGroups(),
                Numbers.time(evaluation.getFinishedAtMs()));
    }

    private static VersionRow version(RunQueries.Version version) {
        return new VersionRow(
                version.version(),
                version.kind().equals("delta") ? "delta to %d".formatted(version.base()) : version.kind(),
                Numbers.bytes(version.bytes()),
                version.kind().equals("delta") ? Numbers.grouped(version.changed()) : "all",
                version.checksum(),
                version.step(),
                Numbers.time(version.announcedAtMs()));
    }

    private static GeneratorRow generator(RunQueries.Generator generator) {
        return new GeneratorRow(
                VisibleText.line(generator.name(), 100),
                Numbers.grouped(generator.completions()),
                Numbers.grouped(generator.tokens()),
                generator.newestVersion(),
                Numbers.time(generator.firstAtMs()),
                Numbers.time(generator.lastAtMs()));
    }

    private static DeadRow dead(RunQueries.DeadRecord dead) {
        return new DeadRow(
                VisibleText.line(dead.source(), 200),
                VisibleText.line(dead.service(), 100),
                VisibleText.line(dead.message(), 500),
                Numbers.time(dead.atMs()));
    }
}
