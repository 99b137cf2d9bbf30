package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.answer.MathMatch;

/** 1 if the answer is equal to the reference as people mean it, else 0, also where that can't be told. */
public final class MathReward implements RewardFunction {

    public static final String NAME = "math";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) throws RewardException {
        String reference = input.referenceAnswer();
        if (reference == null) {
            throw new RewardException("The reward " + NAME + " needs a reference answer, and the problem has none.");
        }
        return MathMatch.isCorrect(input.text(), reference) ? 1 : 0;
    }
}
