package io.kafkagrpo.task.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.data.ProblemPrompt;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PromptRendererTest {

    private static final PromptStyle CHAT = new PromptStyle.ChatTemplate((messages, variables) -> messages.stream()
            .map(message -> "[" + message.role() + "]" + message.content())
            .collect(Collectors.joining("", "", "[assistant]" + (variables.isEmpty() ? "" : variables))));

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
    void aProblemsOwnChatSystemMessageAndVariablesWin() {
        PromptRenderer renderer =
                new PromptRenderer(CHAT, "Be brief.", "{question}", Map.of("enable_thinking", true, "k", 1));
        List<Message> chat =
                List.of(new Message("user", "Hi"), new Message("assistant", "Yes?"), new Message("user", "2+3?"));

        assertThat(renderer.render(problem(new ProblemPrompt(chat, null, Map.of("enable_thinking", false)))))
                .startsWith("[system]Be brief.[user]Hi[assistant]Yes?[user]2+3?[assistant]")
                .contains("enable_thinking=false", "k=1");
        assertThat(renderer.render(problem(new ProblemPrompt(List.of(), "Own.", Map.of()))))
                .startsWith("[system]Own.[user]q[assistant]");
        List<Message> own = List.of(new Message("system", "Theirs."), new Message("user", "2+3?"));
        assertThat(renderer.render(problem(new ProblemPrompt(own, null, Map.of()))))
                .startsWith("[system]Theirs.[user]2+3?[assistant]");
    }

    private static Problem problem(ProblemPrompt prompt) {
        return new Problem("p", "q", "5", Map.of(), prompt);
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
