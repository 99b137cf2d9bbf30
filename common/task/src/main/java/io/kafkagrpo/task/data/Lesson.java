package io.kafkagrpo.task.data;

/**
 * What supervised warm-up imitates.
 *
 * @param question the prompt
 * @param target the completion, without the end-of-sequence token
 */
public record Lesson(String question, String target) {}
