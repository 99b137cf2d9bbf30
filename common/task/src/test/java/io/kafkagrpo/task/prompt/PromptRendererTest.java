package io.kafkagrpo.task.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PromptRendererTest {

    private static final PromptStyle CHAT = new PromptStyle.ChatTemplate(messages -> messages.stream()
            .map(message -> "[" + message.role() + "]" + message.content())
            .collect(Collectors.joining("", "", "[assistant]")));

    @Test
    void joinsStrippedContentsAsTheTutorialDoes() {
        PromptRenderer renderer =
                new PromptRenderer(new PromptStyle.JoinedContents(), PromptRenderer.TUTORIAL_SYSTEM_PROMPT);

        assertThat(renderer.render(" How many?\u00a0\n"))
                .isEqualTo("Respond in the following format:\n\n<reasoning>\n...\n</reasoning>\n"
                        + "<answer>\n...\n</answer>\nHow many?");
    }

    @Test
    void theSystemPromptIsTheTutorialsToTheCharacter() {
        assertThat(PromptRenderer.TUTORIAL_SYSTEM_PROMPT)
                .isEqualTo("\nRespond in the following format:\n\n<reasoning>\n...\n</reasoning>\n"
                        + "<answer>\n...\n</answer>\n");
    }

    @Test
    void aChatTemplateGetsTheMessagesAsTheyAre() {
        assertThat(new PromptRenderer(CHAT, "\nBe brief.\n", "{question} Say it.").render("How many?"))
                .isEqualTo("[system]\nBe brief.\n[user]How many? Say it.[assistant]");
    }

    @Test
    void anEmptySystemPromptIsNoMessage() {
        assertThat(new PromptRenderer(CHAT, "").render("1+1=?")).isEqualTo("[user]1+1=?[assistant]");
        assertThat(new PromptRenderer(new PromptStyle.JoinedContents(), "").render("1+1=?"))
                .isEqualTo("1+1=?");
    }

    @Test
    void aTemplateWithoutPlaceholderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PromptRenderer(CHAT, "", "{frage}"))
                .withMessageContainingAll("\"{frage}\"", "{question}");
    }
}
