package io.kafkagrpo.rl.advantage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The advantages of a step.
 *
 * @param completions as [group][member]; 0 where the reward is missing
 * @param tokens as [group][member][token], or null where all tokens of a completion have its advantage
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StepAdvantage(double[][] completions, double @Nullable [][][] tokens) {
    /** Advantages of whole completions. */
    public static StepAdvantage of(double[][] completions) {
        return new StepAdvantage(completions, null);
    }

    /** Whether tokens of a completion differ. */
    public boolean isPerToken() {
        return tokens != null;
    }

    /** The advantages of a completion's tokens, where they differ. */
    public double[] ofTokens(int group, int member) {
        return Objects.requireNonNull(tokens)[group][member];
    }
}
