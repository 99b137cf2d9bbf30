package io.kafkagrpo.dashboard.query;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.kafkagrpo.dashboard.index.IndexDatabase;
import io.kafkagrpo.dashboard.index.IndexException;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the index about a run as a whole. */
public final class RunQueries {
    private final IndexDatabase index;

    public RunQueries(IndexDatabase index) {
        this.index = index;
    }

    /**
     * A run in a row of a list.
     *
     * @param started null until it has begun
     * @param newest its newest step; null where there is none
     * @param first its first evaluation; null where there is none
     * @param last its newest evaluation
     * @param finished null until it has ended
     */
    public record Summary(
            String run,
            @Nullable RunStarted started,
            @Nullable TrainingStep newest,
            @Nullable Evaluation first,
            @Nullable Evaluation last,
            @Nullable RunFinished finished) {}

    /** How many groups were dropped for a reason. */
    public record Dropped(@Nullable String cause, long groups) {}

    /**
     * A published version of the weights.
     *
     * @param changed values that differ from the base; of a delta
     */
    public record Version(
            long version,
            String kind,
            long base,
            long bytes,
            int chunks,
            long changed,
            String checksum,
            long step,
            long announcedAtMs) {}

    /** What one generator has sampled, as far as its groups have ended. */
    public record Generator(
            String name, long completions, long tokens, long newestVersion, long firstAtMs, long lastAtMs) {}

    /** A record that somebody could not use. */
    public record DeadRecord(String source, String service, String message, long atMs) {}

    /**
     * Groups of a run by what became of them.
     *
     * @param undecided training groups that no step has used or dropped
     */
    public record Counts(
            long admitted, long ended, long used, long dropped, long undecided, long evaluation, long completions) {}

    public Summary summary(String run) {
        return new Summary(
                run,
                started(run).orElse(null),
                one(run, "STEP", "DESC").map(StepEvent::getTrainingStep).orElse(null),
                one(run, "EVALUATION", "ASC").map(StepEvent::getEvaluation).orElse(null),
                one(run, "EVALUATION", "DESC").map(StepEvent::getEvaluation).orElse(null),
                one(run, "FINISHED", "DESC").map(StepEvent::getRunFinished).orElse(null));
    }

    /** How the run began; none until that is read. */
    public Optional<RunStarted> started(String run) {
        return one(run, "STARTED", "ASC").map(StepEvent::getRunStarted);
    }

    private Optional<StepEvent> one(String run, String kind, String order) {
        return index.first(
                "SELECT record FROM run_event WHERE run = ? AND kind = ? ORDER BY pos %s LIMIT 1".formatted(order),
                RunQueries::event,
                run,
                kind);
    }

    /** What the topic steps tells of a run, of its steps the newest alone. */
    public RunEvents recent(String run, int steps) {
        RunEvents events = new RunEvents();
        index.each(
                "SELECT record FROM run_event WHERE run = ? AND (kind <> 'STEP' OR pos >= (SELECT MIN(pos) FROM (SELECT"
                        + " pos FROM run_event WHERE run = ? AND kind = 'STEP' ORDER BY step DESC LIMIT ?))) ORDER BY"
                        + " pos",
                row -> events.add(event(row)),
                run,
                run,
                steps);
        return events;
    }

    /** All that the topic steps tells of a run: memory holds its steps while that is used. */
    public RunEvents events(String run) {
        RunEvents events = new RunEvents();
        index.each("SELECT record FROM run_event WHERE run = ? ORDER BY pos", row -> events.add(event(row)), run);
        return events;
    }

    public Optional<TrainingStep> step(String run, long step) {
        return index.first(
                "SELECT record FROM run_event WHERE run = ? AND kind = 'STEP' AND step = ?",
                row -> event(row).getTrainingStep(),
                run,
                step);
    }

    public List<Dropped> dropped(String run) {
        return index.list(
                "SELECT cause, COUNT(*) FROM task_group WHERE run = ? AND used = FALSE GROUP BY cause ORDER BY 2 DESC,"
                        + " 1",
                row -> new Dropped(row.getString(1), row.getLong(2)),
                run);
    }

    public Counts counts(String run) {
        return new Counts(
                count("task_group WHERE run = ? AND purpose = 'train' AND prompt_offset IS NOT NULL", run),
                count("task_group WHERE run = ? AND ended_at IS NOT NULL", run),
                count("task_group WHERE run = ? AND used = TRUE", run),
                count("task_group WHERE run = ? AND used = FALSE", run),
                count("task_group WHERE run = ? AND purpose = 'train' AND step IS NULL", run),
                count("task_group WHERE run = ? AND purpose = 'evaluate' AND prompt_offset IS NOT NULL", run),
                index.number("SELECT COALESCE(SUM(completions), 0) FROM generator WHERE run = ?", run));
    }

    private long count(String what, String run) {
        return index.number("SELECT COUNT(*) FROM " + what, run);
    }

    /** The newest first. */
    public List<Version> versions(String run, int most) {
        return index.list(
                "SELECT version, kind, base, bytes, chunks, changed, checksum, step, announced_at FROM weight_version"
                        + " WHERE run = ? ORDER BY version DESC LIMIT ?",
                row -> new Version(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getInt(5),
                        row.getLong(6),
                        row.getString(7),
                        row.getLong(8),
                        row.getLong(9)),
                run,
                most);
    }

    public List<Generator> generators(String run) {
        return index.list(
                "SELECT name, completions, tokens, newest_version, first_at, last_at FROM generator WHERE run = ?"
                        + " ORDER BY name",
                row -> new Generator(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6)),
                run);
    }

    /** The newest word of each generator, by name; none in runs of before there were heartbeats. */
    public List<Heartbeat> heartbeats(String run) {
        return index.list(
                "SELECT record FROM heartbeat WHERE run = ? ORDER BY name",
                row -> read(Heartbeat.parser(), row.getBytes(1)),
                run);
    }

    /** The newest first. */
    public List<DeadRecord> deadRecords(String run, int most) {
        return index.list(
                "SELECT source, service, message, at FROM dead_letter WHERE run = ? ORDER BY pos DESC LIMIT ?",
                row -> new DeadRecord(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
                run,
                most);
    }

    private static StepEvent event(ResultSet row) throws SQLException {
        return read(StepEvent.parser(), row.getBytes(1));
    }

    private static <T> T read(Parser<T> parser, byte[] record) {
        try {
            return parser.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new IndexException("A record of the index can't be read", e);
        }
    }
}
