package io.kafkagrpo.task.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One problem with a known answer.
 *
 * @param id stable name within its dataset
 * @param question what the model is asked, without system prompt or template; of a chat its last user message
 * @param referenceAnswer what a completion's answer is compared with; empty where there is none
 * @param columns the record's other columns by name, each value as JSON; reward functions get them
 * @param prompt what the record says of its prompt besides the question
 */
public record Problem(
        String id, String question, String referenceAnswer, Map<String, String> columns, ProblemPrompt prompt) {

    public Problem {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** A problem whose prompt is its question. */
    public Problem(String id, String question, String referenceAnswer, Map<String, String> columns) {
        this(id, question, referenceAnswer, columns, ProblemPrompt.NONE);
    }

    /** A problem without other columns. */
    public Problem(String id, String question, String referenceAnswer) {
        this(id, question, referenceAnswer, Map.of());
    }
}
