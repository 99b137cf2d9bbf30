package io.kafkagrpo.task.prompt;

import io.kafkagrpo.rollout.Message;
import java.util.List;

/**
 * Makes the prompt for a question.
 *
 * @param style how messages become text
 * @param systemPrompt content of the system message; empty for no system message
 * @param questionTemplate the user message, where each {@code {question}} stands for the question
 */
public record PromptRenderer(PromptStyle style, String systemPrompt, String questionTemplate) {

    /** The system prompt of the tutorial's GRPO.py, with its surrounding newlines. */
    public static final String TUTORIAL_SYSTEM_PROMPT = """

            Respond in the following format:

            <reasoning>
            ...
            </reasoning>
            <answer>
            ...
            </answer>
            """;

    public static final String PLACEHOLDER = "{question}";

    /** @throws IllegalArgumentException if the template has no {@code {question}} */
    public PromptRenderer {
        if (!questionTemplate.contains(PLACEHOLDER)) {
            throw new IllegalArgumentException(
                    "The question template \"%s\" has no %s, so every prompt would be the same."
                            .formatted(questionTemplate, PLACEHOLDER));
        }
    }

    /** The user message is the question as it is. */
    public PromptRenderer(PromptStyle style, String systemPrompt) {
        this(style, systemPrompt, PLACEHOLDER);
    }

    public String render(String question) {
        return style.render(messages(question));
    }

    public List<Message> messages(String question) {
        Message user = new Message("user", questionTemplate.replace(PLACEHOLDER, question));
        return systemPrompt.isEmpty() ? List.of(user) : List.of(new Message("system", systemPrompt), user);
    }
}
