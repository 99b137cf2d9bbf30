package io.kafkagrpo.task.reward;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A reward function as it is configured.
 *
 * @param function its name: one in the registry, or any where the parameters name a kind, as {@code judge.url} does
 * @param weight what its value is multiplied by in the total; finite
 * @param parameters as texts; empty for most functions
 */
public record RewardSpecification(String function, double weight, Map<String, String> parameters) {

    /** Parameters whose value is a file's path; what counts of it are its bytes. */
    private static final Set<String> FILES = Set.of("script", "rubric");

    /** Parameters that say how a machine asks a function, not what the function says. */
    private static final Set<String> OPERATION = Set.of(
            "timeout",
            "retries",
            "concurrency",
            "batch",
            "workers",
            "interpreter",
            "memory-mb",
            "required",
            "api-key-env",
            "api-key-file");

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

    /** Whether a parameter's value is a file's path, with or without the kind before it. */
    public static boolean isFile(String parameter) {
        return FILES.contains(lastWord(parameter));
    }

    /** Whether a parameter may differ from machine to machine, for values don't depend on it. */
    public static boolean isOperation(String parameter) {
        return OPERATION.contains(lastWord(parameter));
    }

    /** All that its values depend on, on one line. */
    String canonical(RewardFunction made) {
        TreeMap<String, String> told = new TreeMap<>(parameters);
        told.keySet().removeIf(parameter -> isFile(parameter) || isOperation(parameter));
        String line = "%s %s %s".formatted(function, weight, told);
        return made instanceof SlowReward slow ? line + " " + slow.identity() : line;
    }

    private static String lastWord(String parameter) {
        return parameter.substring(parameter.lastIndexOf('.') + 1);
    }
}
