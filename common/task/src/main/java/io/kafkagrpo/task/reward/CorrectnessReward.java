package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.answer.AnswerExtraction;
import io.kafkagrpo.task.answer.AnswerMatch;

/**
 * 2.0 if the extracted answer is the reference answer, 1.5 if each has exactly one number and these are equal, else
 * 0. No answer matches no reference answer. Source: {@code correctness_reward} of the tutorial's GRPO.py.
 */
public final class CorrectnessReward implements RewardFunction {

    public static final String NAME = "correctness";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        return switch (AnswerMatch.of(AnswerExtraction.fromCompletion(input.text()), input.referenceAnswer())) {
            case EXACT -> 2.0;
            case NUMERIC -> 1.5;
            case NONE -> 0.0;
        };
    }
}
