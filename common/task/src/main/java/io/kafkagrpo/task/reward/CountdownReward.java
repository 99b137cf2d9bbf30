package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.answer.AnswerExtraction;
import io.kafkagrpo.task.answer.CountdownAnswer;

/**
 * For countdown problems: 1 if the answer's expression uses each given number at most once, nothing else, and is
 * exactly the target; {@code validShare} if it keeps the rules and is another number; else 0. The reference answer
 * holds the task as {@code 3 7 50 = 29}.
 *
 * @param validShare value of an expression that keeps the rules; 0 to 1
 */
public record CountdownReward(double validShare) implements RewardFunction {

    public static final String NAME = "countdown";

    /** @throws IllegalArgumentException if the share is out of its range */
    public CountdownReward {
        if (!(validShare >= 0 && validShare <= 1)) {
            throw new IllegalArgumentException("valid-share is " + validShare + "; allowed is 0 to 1.");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) throws RewardException {
        String reference = input.referenceAnswer();
        CountdownAnswer.Task task = reference == null ? null : CountdownAnswer.task(reference);
        if (task == null) {
            throw new RewardException("The reward %s needs a reference answer such as \"3 7 50 = 29\", not \"%s\"."
                    .formatted(NAME, reference));
        }
        String answer = AnswerExtraction.fromCompletion(input.text());
        return switch (answer == null ? CountdownAnswer.Verdict.INVALID : CountdownAnswer.judge(answer, task)) {
            case RIGHT -> 1;
            case OTHER_NUMBER -> validShare;
            case INVALID -> 0;
        };
    }
}
