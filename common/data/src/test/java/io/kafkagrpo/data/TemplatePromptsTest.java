package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatePromptsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeTemplate() throws IOException {
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{{ messages[0].content }}{% if enable_thinking is false %}<think></think>{% endif %}"
                        + "{{ style.tone if style is defined }}");
    }

    @Test
    void theConfigurationsVariablesReachTheTemplate() throws IOException {
        RunSettings settings =
                settings("prompt: {system: \"\", template-variables: {enable_thinking: false, style: {tone: kind}}}");
        assertThat(TemplatePrompts.renderer(settings, folder).render("hi")).isEqualTo("hi<think></think>kind");
        // a text is one that YAML wouldn't take for anything else
        RunSettings text = settings("prompt: {system: \"\", template-variables: {enable_thinking: '\"false\"'}}");
        assertThat(TemplatePrompts.renderer(text, folder).render("hi")).isEqualTo("hi");
        // and every service must hold the same
        assertThat(settings.shared()).containsEntry("prompt.template-variables.enable_thinking", "false");
    }

    @Test
    void aVariableThatWouldHaveNoEffectIsRefused() throws IOException {
        RunSettings misspelt = settings("prompt: {template-variables: {enable_thinkin: false}}");
        assertThatThrownBy(() -> TemplatePrompts.renderer(misspelt, folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("doesn't mention enable_thinkin", "prompt.template-variables.enable_thinkin");
        RunSettings broken = settings("prompt: {template-variables: {enable_thinking: '[1, 2'}}");
        assertThatThrownBy(() -> TemplatePrompts.renderer(broken, folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("prompt.template-variables.enable_thinking is '[1, 2'", "two pairs of quotes");
        assertThatThrownBy(() -> settings("prompt: {style: join, template-variables: {a: 1}}"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("prompt.template-variables.a", "'join'");
        assertThatThrownBy(() -> settings("prompt: {question: 'Q: {question}'}\ndata.columns.messages: m"))
                .hasMessageContaining("prompt.question has no effect on data.columns.messages");
    }

    private RunSettings settings(String yaml) throws IOException {
        Path config = Files.writeString(
                folder.resolve("run.yaml"),
                "model: m\nsteps: 1\nrewards: {correctness: 1}\ndata.train: arithmetic\n" + yaml + "\n");
        return RunSettings.load(config, Map.of());
    }
}
