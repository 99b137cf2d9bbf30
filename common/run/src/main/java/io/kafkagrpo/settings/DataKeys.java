package io.kafkagrpo.settings;

import io.kafkagrpo.task.answer.AnswerFormat;
import io.kafkagrpo.task.prompt.PromptRenderer;
import java.util.List;

/** The keys that say where a data file's records have what, and what they and the prompt's keys say of each other. */
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

    /** @throws SettingsException naming the keys that don't go together */
    static void check(RunSettings settings) {
        boolean regex = settings.get(ANSWER_FORMAT) == AnswerFormat.REGEX;
        boolean pattern = settings.find(ANSWER_PATTERN).isPresent();
        if (regex && !pattern) {
            throw new SettingsException(
                    "%s: the value 'regex' of data.answer needs data.answer-pattern, a regular expression whose first group is the answer."
                            .formatted(settings.file()));
        }
        if (pattern && !regex) {
            throw new SettingsException(
                    "%s: the value '%s' of data.answer-pattern needs data.answer: regex, which is '%s'."
                            .formatted(settings.file(), settings.get(ANSWER_PATTERN), settings.text(ANSWER_FORMAT)));
        }
        if (settings.find(MESSAGES).isPresent()
                && !settings.get(Keys.PROMPT_QUESTION).equals(PromptRenderer.PLACEHOLDER)) {
            throw new SettingsException(
                    "%s: the value '%s' of prompt.question has no effect on data.columns.messages, whose chats are taken as they are; set one of them."
                            .formatted(settings.file(), settings.get(Keys.PROMPT_QUESTION)));
        }
        if (settings.get(Keys.PROMPT_STYLE) == PromptsFromSettings.Style.JOIN) {
            requireTemplate(settings);
        }
    }

    private static void requireTemplate(RunSettings settings) {
        String shown = null;
        for (Key<String> key : List.of(TOOLS, VARIABLES)) {
            shown = settings.find(key).isPresent() ? key.name() : shown;
        }
        for (String name : settings.resolved().keySet()) {
            shown = name.startsWith(Keys.TEMPLATE_VARIABLES_PREFIX) ? name : shown;
        }
        if (shown != null) {
            throw new SettingsException(
                    "%s: %s is for a chat template, but the value of prompt.style is 'join', which has none; take one of them away."
                            .formatted(settings.file(), shown));
        }
    }
}
