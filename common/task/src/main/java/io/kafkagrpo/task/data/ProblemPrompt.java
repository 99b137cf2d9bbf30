package io.kafkagrpo.task.data;

import io.kafkagrpo.rollout.Message;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record says of its prompt besides the question.
 *
 * @param messages the chat so far; empty where the question is all
 * @param system the record's own system message, which stands for the configured one; null where it has none
 * @param variables what the chat template sees besides, such as tools and enable_thinking
 */
public record ProblemPrompt(
        List<Message> messages, @Nullable String system, Map<String, @Nullable Object> variables) {

    /** Nothing of its own. */
    public static final ProblemPrompt NONE = new ProblemPrompt(List.of(), null, Map.of());

    public ProblemPrompt {
        messages = List.copyOf(messages);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** All of it as one text, the same in every release; hashes of data depend on it. */
    String canonical() {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            text.append(message.asMap()).append('\n');
        }
        return text.append(system).append('\n').append(variables).toString();
    }
}
