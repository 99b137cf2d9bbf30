package io.kafkagrpo.dashboard.index;

import com.google.protobuf.MessageLite;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of a run into the index. Each may come before or after those that speak of the same group, and
 * more than once: a topic that was deleted and made again begins at its first place again. Not thread-safe.
 */
final class IndexWriter implements AutoCloseable {
    /** Characters of a completion that can be searched and are exported; the log has all. */
    private static final int TEXT_KEPT = 100_000;

    /** The same of a question, a reason or a name. */
    private static final int SHORT_KEPT = 2_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    IndexWriter(IndexDatabase database) {
        try {
            connection = database.writer();
        } catch (SQLException e) {
            throw new IndexException("The index can't be written", e);
        }
    }

    void event(String run, long offset, StepEvent event) {
        switch (event.getEventCase()) {
            case RUN_STARTED -> addEvent(run, offset, "STARTED", 0, event);
            case TRAINING_STEP -> step(run, offset, event);
            case EVALUATION ->
                addEvent(run, offset, "EVALUATION", event.getEvaluation().getStep(), event);
            case RUN_FINISHED ->
                addEvent(run, offset, "FINISHED", event.getRunFinished().getSteps(), event);
            case EVENT_NOT_SET -> throw new IllegalArgumentException("A record of the topic steps has no event.");
        }
    }

    private void step(String run, long offset, StepEvent event) {
        TrainingStep step = event.getTrainingStep();
        addEvent(run, offset, "STEP", step.getStep(), event);
        for (int place = 0; place < step.getUsedCount(); place++) {
            update(
                    "MERGE INTO task_group (run, id, step, used, place) KEY (run, id) VALUES (?, ?, ?, TRUE, ?)",
                    run,
                    step.getUsed(place).getGroupId(),
                    step.getStep(),
                    place);
        }
        for (DroppedGroup dropped : step.getDroppedList()) {
            update(
                    "MERGE INTO task_group (run, id, step, used, cause, reason) KEY (run, id) VALUES (?, ?, ?, FALSE,"
                            + " ?, ?)",
                    run,
                    dropped.getGroup().getGroupId(),
                    step.getStep(),
                    DroppedGroups.reason(dropped).name().toLowerCase(Locale.ROOT),
                    VisibleText.cut(dropped.getReason(), SHORT_KEPT));
        }
    }

    private void addEvent(String run, long offset, String kind, long step, MessageLite record) {
        update(
                "MERGE INTO run_event KEY (run, pos) VALUES (?, ?, ?, ?, ?)",
                run,
                offset,
                kind,
                step,
                record.toByteArray());
    }

    void prompt(String run, int partition, long offset, long askedAtMs, PromptGroup prompt) {
        update(
                "MERGE INTO task_group (run, id, purpose, problem, question, prompt_partition, prompt_offset,"
                        + " asked_at) KEY (run, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                prompt.getGroupId(),
                prompt.getPurpose().name().toLowerCase(Locale.ROOT),
                prompt.getProblemId(),
                VisibleText.cut(prompt.getQuestion(), SHORT_KEPT),
                partition,
                offset,
                askedAtMs);
    }

    /** The first end of a group is its end. */
    void scored(String run, int partition, long offset, ScoredGroup group) {
        PromptGroup prompt = group.getPrompt();
        if (isEnded(run, prompt.getGroupId())) {
            return;
        }
        long oldest = group.getCompletionsList().stream()
                .flatMap(member -> member.getFinished().getVersionsList().stream())
                .mapToLong(VersionRun::getVersion)
                .min()
                .orElse(-1);
        long answered = group.getCompletionsList().stream()
                .mapToLong(ScoredCompletion::getFinishedAtMs)
                .max()
                .orElse(group.getClosedAtMs());
        update(
                "MERGE INTO task_group (run, id, purpose, problem, question, scored_partition, scored_offset, failed,"
                        + " mean, deviation, members, oldest_version, answered_at, ended_at) KEY (run, id) VALUES (?, ?,"
                        + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                prompt.getGroupId(),
                prompt.getPurpose().name().toLowerCase(Locale.ROOT),
                prompt.getProblemId(),
                VisibleText.cut(prompt.getQuestion(), SHORT_KEPT),
                partition,
                offset,
                group.hasFailed() ? VisibleText.cut(group.getFailed().getReason(), SHORT_KEPT) : null,
                finite(group.getStatistics().getMean()),
                finite(group.getStatistics().getStd()),
                group.getCompletionsCount(),
                oldest < 0 ? null : oldest,
                answered,
                group.getClosedAtMs());
        for (ScoredCompletion member : group.getCompletionsList()) {
            completion(run, prompt, member);
        }
        GeneratorSums.of(group).forEach((generator, sums) -> add(run, generator, sums));
    }

    private void add(String run, String generator, GeneratorSums sums) {
        int known = update(
                "UPDATE generator SET completions = completions + ?, tokens = tokens + ?, newest_version ="
                        + " GREATEST(newest_version, ?), first_at = LEAST(first_at, ?), last_at = GREATEST(last_at, ?)"
                        + " WHERE run = ? AND name = ?",
                sums.completions(),
                sums.tokens(),
                sums.newestVersion(),
                sums.firstAtMs(),
                sums.lastAtMs(),
                run,
                generator);
        if (known == 0) {
            update(
                    "INSERT INTO generator VALUES (?, ?, ?, ?, ?, ?, ?)",
                    run,
                    generator,
                    sums.completions(),
                    sums.tokens(),
                    sums.newestVersion(),
                    sums.firstAtMs(),
                    sums.lastAtMs());
        }
    }

    /** Of each generator the newest is kept. */
    void heartbeat(String run, Heartbeat heartbeat) {
        update(
                "MERGE INTO heartbeat KEY (run, name) VALUES (?, ?, ?)",
                run,
                heartbeat.getGeneratorId(),
                heartbeat.toByteArray());
    }

    private void completion(String run, PromptGroup prompt, ScoredCompletion member) {
        Finished finished = member.getFinished();
        String text = member.hasFinished() ? finished.getText() : member.getFailedBecause();
        update(
                "MERGE INTO completion KEY (run, group_id, member) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                prompt.getGroupId(),
                member.getIndex(),
                member.hasTotal() ? finite(member.getTotal()) : null,
                member.hasAdvantage() ? finite(member.getAdvantage()) : null,
                member.hasCorrect() ? member.getCorrect() : null,
                finished.getTokenIdsCount(),
                member.hasFinished() ? finished.getFinishReason().name().toLowerCase(Locale.ROOT) : "failed",
                member.getGeneratorId(),
                member.getStartedAtMs(),
                member.getFinishedAtMs(),
                GeneratorSums.newestVersion(member),
                VisibleText.cut(text, TEXT_KEPT),
                text.length() > TEXT_KEPT || prompt.getQuestion().length() > SHORT_KEPT);
    }

    void version(String run, long announcedAtMs, WeightVersion version) {
        update(
                "MERGE INTO weight_version KEY (run, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                version.getVersion(),
                version.getKind().name().toLowerCase(Locale.ROOT),
                version.getBaseVersion(),
                version.getPayloadBytes(),
                version.getChunkCount(),
                version.getChangedValues(),
                LoggedChecksum.ofWeights(version).toString(),
                version.getStep(),
                announcedAtMs);
    }

    void deadLetter(String run, long offset, DeadLetter letter) {
        update(
                "MERGE INTO dead_letter KEY (run, pos) VALUES (?, ?, ?, ?, ?, ?)",
                run,
                offset,
                VisibleText.cut(
                        "%s-%d, offset %d".formatted(letter.getTopic(), letter.getPartition(), letter.getOffset()),
                        SHORT_KEPT),
                VisibleText.cut(letter.getService(), SHORT_KEPT),
                VisibleText.cut(letter.getErrorMessage(), SHORT_KEPT),
                letter.getAtMs());
    }

    void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IndexException("The index can't be written", e);
        }
    }

    private boolean isEnded(String run, String group) {
        try {
            PreparedStatement statement = prepared(
                    "SELECT 1 FROM task_group WHERE run = ? AND id = ? AND scored_offset IS NOT NULL", run, group);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        } catch (SQLException e) {
            throw new IndexException("The index can't be read", e);
        }
    }

    /** How many rows it changed. */
    private int update(String sql, @Nullable Object... arguments) {
        try {
            return prepared(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw new IndexException("The index can't be written", e);
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IndexException("The index can't be closed", e);
        }
    }
}
