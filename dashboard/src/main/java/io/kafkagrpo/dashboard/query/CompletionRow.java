package io.kafkagrpo.dashboard.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A completion in a row of a list, with what became of its group.
 *
 * @param reward null where one is missing
 * @param correct null where the task has no answer
 * @param text its beginning; of a failed one, why it failed
 * @param step that decided on its group; null where none did
 * @param used whether that step trained on it
 * @param reason why its group was dropped, in words
 * @param cut whether the text or the question is a beginning only; the log has all
 */
public record CompletionRow(
        String group,
        int member,
        @Nullable String problem,
        @Nullable String question,
        @Nullable Double reward,
        @Nullable Double advantage,
        @Nullable Boolean correct,
        int tokens,
        String ending,
        String generator,
        long startedAtMs,
        long finishedAtMs,
        String text,
        @Nullable Long step,
        boolean used,
        @Nullable String reason,
        boolean cut) {
    static final String COLUMNS =
            "c.group_id, c.member, g.problem, g.question, c.reward, c.advantage, c.correct, c.tokens, c.ending,"
                    + " c.generator, c.started_at, c.finished_at, c.text, g.step, g.used, g.reason, c.cut";

    static CompletionRow of(ResultSet row) throws SQLException {
        return new CompletionRow(
                row.getString(1),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                (Double) row.getObject(5),
                (Double) row.getObject(6),
                (Boolean) row.getObject(7),
                row.getInt(8),
                row.getString(9),
                row.getString(10),
                row.getLong(11),
                row.getLong(12),
                row.getString(13),
                (Long) row.getObject(14),
                row.getBoolean(15),
                row.getString(16),
                row.getBoolean(17));
    }
}
