package io.kafkagrpo.task.prompt;

import io.kafkagrpo.rollout.ChatRenderer;
import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.rollout.TextOrigin;
import io.kafkagrpo.task.answer.PythonText;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How messages become the text of a prompt. */
public sealed interface PromptStyle {

    /** @param variables of the chat template; other styles show none */
    String render(List<Message> messages, Map<String, @Nullable Object> variables);

    /** Whose text it is, for the tokenizer. */
    TextOrigin origin();

    /**
     * The messages' contents, each stripped of surrounding whitespace, joined with newlines; roles are not shown.
     * Source: {@code build_prompt} of the tutorial's GRPO.py.
     */
    record JoinedContents() implements PromptStyle {
        @Override
        public String render(List<Message> messages, Map<String, @Nullable Object> variables) {
            return messages.stream()
                    .map(message -> PythonText.strip(message.content()))
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public TextOrigin origin() {
            return TextOrigin.PLAIN;
        }
    }

    /** The model's own chat template. */
    record ChatTemplate(ChatRenderer renderer) implements PromptStyle {
        @Override
        public String render(List<Message> messages, Map<String, @Nullable Object> variables) {
            return renderer.render(messages, variables);
        }

        @Override
        public TextOrigin origin() {
            return TextOrigin.TEMPLATE;
        }
    }
}
