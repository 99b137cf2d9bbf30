package io.kafkagrpo.dashboard.query;

import io.kafkagrpo.dashboard.index.IndexDatabase;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.alert.Alert;
import io.kafkagrpo.report.alert.RunAlerts;
import io.kafkagrpo.report.alert.RunSigns;
import io.kafkagrpo.report.alert.Share;
import io.kafkagrpo.rl.DropReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks the index for the signs of a run's health, and says which alerts they give cause for. */
public final class AlertQueries {
    private final IndexDatabase index;
    private final RunQueries runs;

    public AlertQueries(IndexDatabase index, RunQueries runs) {
        this.index = index;
        this.runs = runs;
    }

    /** How long the newest groups took: from the prompt to the end, and from the last completion to the end. */
    private record Pace(Duration group, Duration scoring) {}

    /** None for a run that has not begun. */
    public List<RunAlerts.Firing> firing(String run, long nowMs) {
        RunEvents events = runs.recent(run, Alert.STEPS);
        RunStarted started = events.started();
        return started == null ? List.of() : RunAlerts.of(signs(run, events, started, nowMs));
    }

    private RunSigns signs(String run, RunEvents events, RunStarted started, long nowMs) {
        List<TrainingStep> steps = events.steps();
        long groups = steps.stream()
                .mapToLong(step -> step.getUsedCount() + step.getDroppedCount())
                .sum();
        Pace now = pace(run, 0);
        long waiting = index.number(
                "SELECT COUNT(*) FROM task_group WHERE run = ? AND ended_at IS NULL AND asked_at IS NOT NULL", run);
        return new RunSigns(
                events.finished() != null,
                Duration.ofMillis(nowMs - newestVersionAtMs(run).orElse(started.getStartedAtMs())),
                stepTakes(steps),
                steps.isEmpty() ? 0 : steps.getLast().getMetricsOrDefault(MetricNames.REWARD, Double.NaN),
                index.number("SELECT COUNT(*) FROM dead_letter WHERE run = ?", run),
                steps.isEmpty() ? Share.NONE : missing(run, steps.getFirst().getStep()),
                new Share(dropped(steps, DropReason.STALE), groups),
                new Share(dropped(steps, DropReason.ZERO_VARIANCE) + equalOnes(steps), groups),
                failed(run),
                waiting,
                waiting == 0 ? Duration.ZERO : Duration.ofMillis(nowMs - lastMovedAtMs(run)),
                now.group(),
                now.scoring(),
                pace(run, Alert.GROUPS).scoring());
    }

    private Optional<Long> newestVersionAtMs(String run) {
        return runs.versions(run, 1).stream()
                .map(RunQueries.Version::announcedAtMs)
                .findFirst();
    }

    private static Duration stepTakes(List<TrainingStep> steps) {
        double seconds = steps.stream()
                .mapToDouble(step -> step.getMetricsOrDefault(MetricNames.SECONDS_STEP, 0))
                .average()
                .orElse(0);
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    private static long dropped(List<TrainingStep> steps, DropReason cause) {
        return steps.stream()
                .flatMap(step -> step.getDroppedList().stream())
                .filter(group -> DroppedGroups.reason(group) == cause)
                .count();
    }

    /** Groups of equal rewards that were trained on all the same. */
    private static long equalOnes(List<TrainingStep> steps) {
        return Math.round(steps.stream()
                .mapToDouble(step -> step.getUsedCount() * step.getMetricsOrDefault(MetricNames.ZERO_VARIANCE, 0))
                .sum());
    }

    private Share missing(String run, long fromStep) {
        return share(
                "SELECT SUM(CASE WHEN c.reward IS NULL THEN 1 ELSE 0 END), COUNT(*) FROM task_group g JOIN completion c ON"
                        + " c.run = g.run AND c.group_id = g.id WHERE g.run = ? AND g.step >= ? AND c.ending <> 'failed'",
                run,
                fromStep);
    }

    private Share failed(String run) {
        return share(
                "SELECT COUNT(failed), COUNT(*) FROM (SELECT failed FROM task_group WHERE run = ? AND ended_at IS NOT NULL"
                        + " ORDER BY run, ended_at DESC LIMIT ?)",
                run,
                Alert.ENDED);
    }

    private Share share(String sql, Object... arguments) {
        return index.first(sql, row -> new Share(row.getLong(1), row.getLong(2)), arguments)
                .orElse(Share.NONE);
    }

    /** When the last group ended; where the oldest that waits came later, when that was. */
    private long lastMovedAtMs(String run) {
        return index.number(
                "SELECT GREATEST(COALESCE((SELECT MAX(ended_at) FROM task_group WHERE run = ?), 0), (SELECT MIN(asked_at) FROM"
                        + " task_group WHERE run = ? AND ended_at IS NULL))",
                run,
                run);
    }

    private Pace pace(String run, int before) {
        return index.first(
                        "SELECT AVG(ended_at - asked_at), AVG(ended_at - answered_at) FROM (SELECT ended_at, asked_at, answered_at"
                                + " FROM task_group WHERE run = ? AND ended_at IS NOT NULL ORDER BY run, ended_at DESC LIMIT ?"
                                + " OFFSET ?)",
                        row -> new Pace(Duration.ofMillis(row.getLong(1)), Duration.ofMillis(row.getLong(2))),
                        run,
                        Alert.GROUPS,
                        before)
                .orElseThrow();
    }
}
