package io.kafkagrpo.settings;

import io.kafkagrpo.task.answer.AnswerFormat;
import java.util.List;

/** The keys that say where a data file's records have what. */
public final class DataKeys {
    private DataKeys() {}

    /** What a column key's value may be. */
    private static final String PATH =
            "a column's name, or a way into it such as reward_model.ground_truth or prompt[0].content";

    public static final Key<String> QUESTION =
            column("question", "question", "the question; not needed where there are messages");
    public static final Key<String> ANSWER = Key.text(
            "data.columns.answer",
            "answer",
            "column of the reference answer, or a way into it as in data.columns.question; empty: the data has none");
    public static final Key<String> MESSAGES =
            column("messages", null, "a list of chat messages, which are the prompt instead of a question");
    public static final Key<String> SYSTEM =
            column("system", null, "the record's own system message, instead of prompt.system");
    public static final Key<String> TOOLS = column("tools", null, "a list of tools for the chat template");
    public static final Key<String> VARIABLES = column(
            "template-variables",
            null,
            "an object of variables for the chat template, which win over prompt.template-variables");
    public static final Key<List<String>> KEEP =
            Key.texts("data.columns.keep", "columns that reach reward functions and the record; silent: all");
    public static final Key<AnswerFormat> ANSWER_FORMAT = Key.choice(
            "data.answer",
            AnswerFormat.AUTO,
            "the reference answer within its column: behind #### at the start of a line (gsm8k), in the last"
                    + " \\boxed{}, as it is, or by data.answer-pattern (regex); auto: as the file shows");
    public static final Key<String> ANSWER_PATTERN = Key.text(
            "data.answer-pattern",
            null,
            "with data.answer: regex, a regular expression; its first group in the last place that matches is the"
                    + " answer");

    private static Key<String> column(String part, @org.jspecify.annotations.Nullable String name, String what) {
        return Key.text("data.columns." + part, name, "column of " + what)
                .matching("[^.\\[\\]][^\\[\\]]*(\\[-?\\d{1,9}\\][^\\[\\]]*)*", PATH);
    }
}
