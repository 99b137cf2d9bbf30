package io.kafkagrpo.task.prompt;

import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.rollout.TextOrigin;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.data.ProblemPrompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the prompt for a question.
 *
 * @param style how messages become text
 * @param systemPrompt content of the system message; empty for no system message
 * @param questionTemplate the user message, where each {@code {question}} stands for the question
 * @param variables what the chat template sees besides; a problem's own win
 */
public record PromptRenderer(
        PromptStyle style, String systemPrompt, String questionTemplate, Map<String, @Nullable Object> variables) {

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
        this(style, systemPrompt, PLACEHOLDER, Map.of());
    }

    /** Without variables of the chat template. */
    public PromptRenderer(PromptStyle style, String systemPrompt, String questionTemplate) {
        this(style, systemPrompt, questionTemplate, Map.of());
    }

    public String render(String question) {
        return render(new Problem("", question, ""));
    }

    /**
     * A problem's prompt: its own chat, system message and variables where it has them, else what is configured.
     */
    public String render(Problem problem) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
        all.putAll(problem.prompt().variables());
        return style.render(messages(problem), all);
    }

    /** Whose text the prompts are, for the tokenizer. */
    public TextOrigin origin() {
        return style.origin();
    }

    List<Message> messages(Problem problem) {
        ProblemPrompt own = problem.prompt();
        List<Message> messages = new ArrayList<>(own.messages());
        if (messages.isEmpty()) {
            messages.add(new Message("user", questionTemplate.replace(PLACEHOLDER, problem.question())));
        }
        String system = own.system() == null ? systemPrompt : own.system();
        boolean present = messages.getFirst().role().equals("system")
                || messages.getFirst().role().equals("developer");
        if (!system.isEmpty() && !present) {
            messages.addFirst(new Message("system", system));
        }
        return messages;
    }
}
