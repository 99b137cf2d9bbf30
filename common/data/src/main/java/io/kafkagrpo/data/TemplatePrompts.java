package io.kafkagrpo.data;

import io.kafkagrpo.model.text.ChatTemplate;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.PromptsFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.prompt.PromptRenderer;
import java.nio.file.Path;

/** Makes a model's prompts as a configuration wants them. */
public final class TemplatePrompts {
    private TemplatePrompts() {}

    /**
     * @throws SettingsException naming a template variable that the model's template doesn't know: it would
     * have no effect
     */
    public static PromptRenderer renderer(RunSettings settings, Path modelDirectory) {
        return PromptsFromSettings.renderer(
                settings, () -> template(settings, modelDirectory), TemplateVariables.of(settings));
    }

    private static ChatTemplate template(RunSettings settings, Path modelDirectory) {
        ChatTemplate template = ChatTemplate.open(modelDirectory);
        settings.resolved().keySet().stream()
                .filter(key -> key.startsWith(Keys.TEMPLATE_VARIABLES_PREFIX))
                .map(key ->
                        key.substring(Keys.TEMPLATE_VARIABLES_PREFIX.length()).split("\\.", 2)[0])
                .filter(variable -> template.isPresent() && !template.mentions(variable))
                .findFirst()
                .ifPresent(variable -> {
                    throw new SettingsException(
                            "%s: the chat template in %s doesn't mention %s, so that %s%s would have no effect; take it away or mend its name."
                                    .formatted(
                                            settings.file(),
                                            modelDirectory,
                                            variable,
                                            Keys.TEMPLATE_VARIABLES_PREFIX,
                                            variable));
                });
        return template;
    }
}
