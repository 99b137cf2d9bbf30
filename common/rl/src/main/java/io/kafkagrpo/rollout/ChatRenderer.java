package io.kafkagrpo.rollout;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders messages as a prompt that ends where the assistant's turn begins (always with the generation prompt). */
@FunctionalInterface
public interface ChatRenderer {
    /** @param variables what the template sees besides, such as {@code tools} and {@code enable_thinking} */
    String render(List<Message> messages, Map<String, @Nullable Object> variables);
}
