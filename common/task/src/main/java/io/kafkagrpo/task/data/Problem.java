package io.kafkagrpo.task.data;

/**
 * One problem with a known answer.
 *
 * @param id stable name within its dataset
 * @param question what the model is asked, without system prompt or template
 * @param referenceAnswer what a completion's answer is compared with
 */
public record Problem(String id, String question, String referenceAnswer) {}
