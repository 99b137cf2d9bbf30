package io.kafkagrpo.cli.argument;

import io.kafkagrpo.data.TemplatePrompts;
import io.kafkagrpo.model.text.ChatTemplate;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.prompt.PromptStyle;
import java.nio.file.Path;

/**
 * Makes a model's prompts.
 *
 * @param renderer question to text
 * @param tokenizer text to ids
 */
public record Prompts(PromptRenderer renderer, Tokenizer tokenizer) {

    /** As a configuration wants them. */
    public static Prompts of(RunSettings settings, Path modelDirectory, Tokenizer tokenizer) {
        return new Prompts(TemplatePrompts.renderer(settings, modelDirectory), tokenizer);
    }

    /**
     * As suits the model: a system message and the question by its chat template if it has one, else
     * the question alone.
     */
    public static Prompts suiting(Path modelDirectory, Tokenizer tokenizer, String system) {
        ChatTemplate template = ChatTemplate.open(modelDirectory);
        return new Prompts(
                template.isPresent()
                        ? new PromptRenderer(new PromptStyle.ChatTemplate(template), system)
                        : new PromptRenderer(new PromptStyle.JoinedContents(), ""),
                tokenizer);
    }

    public int[] ids(String question) {
        return tokenizer.encode(renderer.render(question), renderer.origin());
    }

    /** The prompt of a problem, with what it says of its own. */
    public int[] ids(Problem problem) {
        return tokenizer.encode(renderer.render(problem), renderer.origin());
    }
}
