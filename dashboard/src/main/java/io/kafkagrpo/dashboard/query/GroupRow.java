package io.kafkagrpo.dashboard.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A group in a row of a list.
 *
 * @param id its name
 * @param purpose train or evaluate; null until its prompt or its end is read, and so are problem and question
 * @param promptPartition where it was admitted; negative while that is not read
 * @param promptOffset likewise
 * @param partition of its end; negative while it has none
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
        int promptPartition,
        long promptOffset,
        int partition,
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
            "id, purpose, problem, question, prompt_partition, prompt_offset, scored_partition, scored_offset,"
                    + " failed, mean, deviation, members, oldest_version, step, used, cause, reason";

    static GroupRow of(ResultSet row) throws SQLException {
        return new GroupRow(
                row.getString("id"),
                row.getString("purpose"),
                row.getString("problem"),
                row.getString("question"),
                (int) orNone(row, "prompt_partition"),
                orNone(row, "prompt_offset"),
                (int) orNone(row, "scored_partition"),
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
