package io.kafkagrpo.settings;

import io.kafkagrpo.rollout.ChatRenderer;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.prompt.PromptStyle;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes prompts as the keys under {@code prompt} say, and the texts that end their answers. */
public final class PromptsFromSettings {
    private PromptsFromSettings() {}

    /** The values of {@code prompt.style}. */
    public enum Style {
        /** The model's own chat template. */
        CHAT_TEMPLATE,
        /** The messages' contents, one after the other. */
        JOIN
    }

    /**
     * Makes the prompts of a run.
     *
     * @param chatTemplate opens the model's chat template; not asked where the configuration wants none
     * @param variables what the chat template sees besides the messages
     */
    public static PromptRenderer renderer(
            RunSettings settings,
            Supplier<? extends ChatRenderer> chatTemplate,
            Map<String, @Nullable Object> variables) {
        PromptStyle style = switch (settings.get(Keys.PROMPT_STYLE)) {
            case CHAT_TEMPLATE -> new PromptStyle.ChatTemplate(chatTemplate.get());
            case JOIN -> new PromptStyle.JoinedContents();
        };
        return new PromptRenderer(
                style,
                settings.find(Keys.PROMPT_SYSTEM).orElse(PromptRenderer.TUTORIAL_SYSTEM_PROMPT),
                settings.get(Keys.PROMPT_QUESTION),
                variables);
    }

    /** Which texts end a training sample; empty where only the model's end-of-sequence does. */
    public static List<String> stop(RunSettings settings) {
        return settings.find(Keys.STOP).orElse(List.of());
    }

    /** The same, of an evaluation. */
    public static List<String> stopOfEvaluation(RunSettings settings) {
        return settings.find(Keys.EVALUATION_STOP).orElseGet(() -> stop(settings));
    }
}
