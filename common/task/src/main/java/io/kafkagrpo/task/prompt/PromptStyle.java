package io.kafkagrpo.task.prompt;

import io.kafkagrpo.rollout.ChatRenderer;
import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.task.answer.PythonText;
import java.util.List;
import java.util.stream.Collectors;

/** How messages become the text of a prompt. */
public sealed interface PromptStyle {

    String render(List<Message> messages);

    /**
     * The messages' contents, each stripped of surrounding whitespace, joined with newlines; roles are not shown.
     * Source: {@code build_prompt} of the tutorial's GRPO.py.
     */
    record JoinedContents() implements PromptStyle {
        @Override
        public String render(List<Message> messages) {
            return messages.stream()
                    .map(message -> PythonText.strip(message.content()))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** The model's own chat template. */
    record ChatTemplate(ChatRenderer renderer) implements PromptStyle {
        @Override
        public String render(List<Message> messages) {
            return renderer.render(messages);
        }
    }
}
