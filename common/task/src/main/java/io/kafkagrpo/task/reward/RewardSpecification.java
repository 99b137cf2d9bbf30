package io.kafkagrpo.task.reward;

import java.util.Map;

/**
 * A reward function as it is configured.
 *
 * @param function its name in the registry
 * @param weight what its value is multiplied by in the total; finite
 * @param parameters as texts; empty for most functions
 */
public record RewardSpecification(String function, double weight, Map<String, String> parameters) {

    /** @throws RewardConfigurationException if the weight is infinite or not a number */
    public RewardSpecification {
        if (!Double.isFinite(weight)) {
            throw new RewardConfigurationException(
                    "The weight of the reward function \"%s\" is %s; allowed is a finite number."
                            .formatted(function, weight));
        }
        parameters = Map.copyOf(parameters);
    }

    public RewardSpecification(String function, double weight) {
        this(function, weight, Map.of());
    }
}
