package io.kafkagrpo.task.reward;

import java.util.Map;
import java.util.Set;

/**
 * A reward function in a jar of its own. The jar stands on {@code rewards.plugins} and names the class in {@code
 * META-INF/services/io.kafkagrpo.task.reward.RewardPlugin}; {@code grpo reward new} writes a project that does.
 */
public interface RewardPlugin {

    /** The name that the configuration uses: letters, digits, '-' and '_'. */
    String name();

    /** The names of its parameters, all of which must be configured; they come as texts. */
    default Set<String> parameters() {
        return Set.of();
    }

    /**
     * The function for these parameters. It is called from several threads at a time.
     *
     * @throws IllegalArgumentException if a value is wrong, with one sentence that says which and what is allowed
     */
    RewardFunction create(Map<String, String> parameters);
}
