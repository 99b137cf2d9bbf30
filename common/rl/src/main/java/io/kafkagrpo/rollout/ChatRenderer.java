package io.kafkagrpo.rollout;

import java.util.List;

/** Renders messages as a prompt that ends where the assistant's turn begins (always with the generation prompt). */
@FunctionalInterface
public interface ChatRenderer {
    String render(List<Message> messages);
}
