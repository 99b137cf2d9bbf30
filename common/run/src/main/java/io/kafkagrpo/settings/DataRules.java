package io.kafkagrpo.settings;

import io.kafkagrpo.task.answer.AnswerFormat;
import io.kafkagrpo.task.prompt.PromptRenderer;
import java.util.List;

/** What keys of data and prompt say of each other. */
final class DataRules {
    private DataRules() {}

    /** @throws SettingsException naming the keys that don't go together */
    static void check(RunSettings settings) {
        boolean regex = settings.get(DataKeys.ANSWER_FORMAT) == AnswerFormat.REGEX;
        boolean pattern = settings.find(DataKeys.ANSWER_PATTERN).isPresent();
        if (regex && !pattern) {
            throw new SettingsException(
                    "%s: the value 'regex' of data.answer needs data.answer-pattern, a regular expression whose first group is the answer."
                            .formatted(settings.file()));
        }
        if (pattern && !regex) {
            throw new SettingsException(
                    "%s: the value '%s' of data.answer-pattern needs data.answer: regex, which is '%s'."
                            .formatted(
                                    settings.file(),
                                    settings.get(DataKeys.ANSWER_PATTERN),
                                    settings.text(DataKeys.ANSWER_FORMAT)));
        }
        if (settings.find(DataKeys.MESSAGES).isPresent()
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
        for (Key<String> key : List.of(DataKeys.TOOLS, DataKeys.VARIABLES)) {
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
