package io.kafkagrpo.cli.argument;

import io.kafkagrpo.model.text.ChatTemplate;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.prompt.PromptStyle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes a model's prompts.
 *
 * @param renderer question to text
 * @param tokenizer text to ids
 */
public record Prompts(PromptRenderer renderer, Tokenizer tokenizer) {

    /** As a configuration wants them. */
    public static Prompts of(RunSettings settings, Path modelDirectory, Tokenizer tokenizer) {
        PromptStyle style = settings.get(Keys.PROMPT_STYLE).equals("join")
                ? new PromptStyle.JoinedContents()
                : chatStyle(ChatTemplate.open(modelDirectory));
        return new Prompts(
                new PromptRenderer(
                        style,
                        settings.find(Keys.PROMPT_SYSTEM).orElse(PromptRenderer.TUTORIAL_SYSTEM_PROMPT),
                        settings.get(Keys.PROMPT_QUESTION)),
                tokenizer);
    }

    /** As suits the model: a system message and the question by its chat template if it has one, else the question alone. */
    public static Prompts suiting(Path modelDirectory, Tokenizer tokenizer, String system) {
        ChatTemplate template = ChatTemplate.open(modelDirectory);
        return new Prompts(
                template.isPresent()
                        ? new PromptRenderer(chatStyle(template), system)
                        : new PromptRenderer(new PromptStyle.JoinedContents(), ""),
                tokenizer);
    }

    public int[] ids(String question) {
        return tokenizer.encode(renderer.render(question));
    }

    private static PromptStyle chatStyle(ChatTemplate template) {
        return new PromptStyle.ChatTemplate(
                messages -> template.render(messages(messages), Map.of("add_generation_prompt", true)));
    }

    private static List<Map<String, Object>> messages(List<Message> messages) {
        return messages.stream()
                .map(message -> Map.<String, Object>of("role", message.role(), "content", message.content()))
                .toList();
    }
}
