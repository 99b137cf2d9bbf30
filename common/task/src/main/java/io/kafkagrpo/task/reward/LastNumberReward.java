package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.answer.AnswerExtraction;
import io.kafkagrpo.task.answer.Thousands;
import java.util.OptionalDouble;

/**
 * 1 if the last number anywhere in the completion equals the reference answer's only number, else 0; commas
 * between thousands don't matter.
 */
public final class LastNumberReward implements RewardFunction {

    public static final String NAME = "last-number";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) throws RewardException {
        String reference = input.referenceAnswer();
        OptionalDouble expected =
                reference == null ? OptionalDouble.empty() : AnswerExtraction.singleNumber(Thousands.joined(reference));
        if (expected.isEmpty()) {
            throw new RewardException("The reward %s needs a reference answer with exactly one number, not \"%s\"."
                    .formatted(NAME, reference));
        }
        OptionalDouble last = AnswerExtraction.lastNumberAnywhere(Thousands.joined(input.text()));
        return last.isPresent() && last.getAsDouble() == expected.getAsDouble() ? 1 : 0;
    }
}
