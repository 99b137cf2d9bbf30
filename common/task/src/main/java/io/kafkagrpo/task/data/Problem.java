package io.kafkagrpo.task.data;

import java.util.Map;

/**
 * One problem with a known answer.
 *
 * @param id stable name within its dataset
 * @param question what the model is asked, without system prompt or template
 * @param referenceAnswer what a completion's answer is compared with
 * @param columns the record's other columns by name, each value as JSON; reward functions get them
 */
public record Problem(String id, String question, String referenceAnswer, Map<String, String> columns) {

    public Problem {
        columns = Map.copyOf(columns);
    }

    /** A problem without other columns. */
    public Problem(String id, String question, String referenceAnswer) {
        this(id, question, referenceAnswer, Map.of());
    }
}
