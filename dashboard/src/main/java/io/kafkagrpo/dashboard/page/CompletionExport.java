package io.kafkagrpo.dashboard.page;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.dashboard.query.CompletionRow;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A completion as a line of a file, for other tools: texts as they are, as far as the index keeps them, numbers
 * with all their digits.
 */
final class CompletionExport {
    private static final JsonMapper MAPPER = new JsonMapper();

    static final String CSV_HEAD =
            "group,index,problem,question,reward,advantage,correct,tokens,finish_reason,generator,started_at_ms,finished_at_ms,step,used,dropped_because,text,cut\n";

    private static final Pattern FORMULA = Pattern.compile("[\\s\\p{Cc}\\p{Cf}]*[=+\\-@＝＋－＠]|[\t\r\n]");

    private CompletionExport() {}

    static String json(CompletionRow row) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("group", row.group())
                .put("index", row.member())
                .put("problem", row.problem())
                .put("question", row.question())
                .put("reward", row.reward())
                .put("advantage", row.advantage())
                .put("correct", row.correct())
                .put("tokens", row.tokens())
                .put("finish_reason", row.ending())
                .put("generator", row.generator())
                .put("started_at_ms", row.startedAtMs())
                .put("finished_at_ms", row.finishedAtMs())
                .put("step", row.step());
        if (row.step() != null) {
            json.put("used", row.used());
        }
        return json.put("dropped_because", row.reason())
                .put("text", row.text())
                .put("cut", row.cut())
                .toString();
    }

    static String csv(CompletionRow row) {
        return Stream.<@Nullable Object>of(
                        row.group(),
                        row.member(),
                        row.problem(),
                        row.question(),
                        row.reward(),
                        row.advantage(),
                        row.correct(),
                        row.tokens(),
                        row.ending(),
                        row.generator(),
                        row.startedAtMs(),
                        row.finishedAtMs(),
                        row.step(),
                        row.step() == null ? null : row.used(),
                        row.reason(),
                        row.text(),
                        row.cut())
                .map(CompletionExport::field)
                .collect(Collectors.joining(","));
    }

    /**
     * In quotes where need be (RFC 4180). A spreadsheet would take a text for a formula that begins so, be it in
     * wide letters or behind what it doesn't show: an apostrophe stands before it.
     */
    private static String field(@Nullable Object value) {
        String text = Objects.toString(value, "");
        boolean formula = value instanceof String && FORMULA.matcher(text).lookingAt();
        String safe = formula ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
