package io.kafkagrpo.data;

import com.google.re2j.Pattern;
import io.kafkagrpo.task.answer.AnswerFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a record has what.
 *
 * @param question the user's question; not looked for where there are messages
 * @param answer the reference answer; null where records have none
 * @param messages a list of chat messages, which stands for the question
 * @param system the record's own system message
 * @param tools a list of tools for the chat template
 * @param variables an object of further variables for the chat template
 * @param kept the columns that reach reward functions; null for all
 * @param format how the reference answer stands in its column
 * @param pattern what finds it, for {@link AnswerFormat#REGEX}
 */
public record DataShape(
        ColumnPath question,
        @Nullable ColumnPath answer,
        @Nullable ColumnPath messages,
        @Nullable ColumnPath system,
        @Nullable ColumnPath tools,
        @Nullable ColumnPath variables,
        @Nullable Set<String> kept,
        AnswerFormat format,
        @Nullable Pattern pattern) {

    /** Columns question and answer, the answer as the file shows. */
    public static final DataShape USUAL = new DataShape(
            ColumnPath.of("question"), ColumnPath.of("answer"), null, null, null, null, null, AnswerFormat.AUTO, null);

    public DataShape {
        kept = kept == null ? null : new LinkedHashSet<>(kept);
    }

    /** The keys that name columns, each with what it names. */
    static String key(String part) {
        return "data.columns." + part;
    }

    /** What a reward function is not given again, for the record has a place of its own for it. */
    List<ColumnPath> recorded() {
        return Stream.of(messages == null ? question : null, answer)
                .filter(Objects::nonNull)
                .toList();
    }
}
