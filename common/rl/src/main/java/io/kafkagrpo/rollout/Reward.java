package io.kafkagrpo.rollout;

/**
 * What one reward function gave a completion.
 *
 * @param function its name
 * @param weight its weight in the total
 * @param value NaN where it could not be computed; missing is never zero
 */
public record Reward(String function, double weight, double value) {
    /** Whether there is no value. */
    public boolean isMissing() {
        return Double.isNaN(value);
    }
}
