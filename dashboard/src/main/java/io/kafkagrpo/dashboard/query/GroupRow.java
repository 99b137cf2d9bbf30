package io.kafkagrpo.dashboard.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A group in a row of a list.
 *
 * @param id its name
 * @param purpose train or evaluate; null until its prompt or its end is read, and so are problem and question
 * @param partition of its records; negative while none is read
 * @param promptOffset where it was admitted; negative while that is not read
 * @param scoredOffset where its end lies; negative while it has none
 * @param failed why it failed; null if it did not
 * @param mean of its completions' rewards
 * @param oldestVersion of its tokens
 * @param step that decided on it
 * @param used whether that step trained on it
 * @param cause of its drop, one of a few words; null if it was not dropped
 * @param reason of its drop, in words
 */
public record GroupRow(
        String id,
        @Nullable String purpose,
        @Nullable String problem,
        @Nullable String question,
        int partition,
        long promptOffset,
        long scoredOffset,
        @Nullable String failed,
        @Nullable Double mean,
        @Nullable Double deviation,
        int members,
        @Nullable Long oldestVersion,
        @Nullable Long step,
        boolean used,
        @Nullable String cause,
        @Nullable String reason) {
    static final String COLUMNS =
            "id, purpose, problem, question, log_partition, prompt_offset, scored_offset, failed, mean, deviation,"
                    + " members, oldest_version, step, used, cause, reason";

    static GroupRow of(ResultSet row) throws SQLException {
        return new GroupRow(
                row.getString("id"),
                row.getString("purpose"),
                row.getString("problem"),
                row.getString("question"),
                (int) orNone(row, "log_partition"),
                orNone(row, "prompt_offset"),
                orNone(row, "scored_offset"),
                row.getString("failed"),
                (Double) row.getObject("mean"),
                (Double) row.getObject("deviation"),
                row.getInt("members"),
                (Long) row.getObject("oldest_version"),
                (Long) row.getObject("step"),
                row.getBoolean("used"),
                row.getString("cause"),
                row.getString("reason"));
    }

    private static long orNone(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? -1 : value;
    }
}
