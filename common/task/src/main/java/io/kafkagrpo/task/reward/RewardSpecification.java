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

    /** Parameters whose value is a file's path, with their kinds; what counts of it are its bytes. */
    private static final Set<String> FILES =
            Set.of("python.script", "judge.rubric", "http.api-key-file", "judge.api-key-file");

    /** Parameters of every slow function that say how a machine asks it, not what it says. */
    private static final Set<String> OPERATION = Set.of("timeout", "concurrency", "required");

    /** Such parameters that only some kinds have; a plugin may mean something else by these words. */
    private static final Set<String> OPERATION_OF_KIND = Set.of(
            "python.workers",
            "python.batch",
            "python.memory-mb",
            "python.interpreter",
            "http.batch",
            "http.retries",
            "http.api-key-env",
            "http.api-key-file",
            "judge.retries",
            "judge.api-key-env",
            "judge.api-key-file",
            "code.interpreter");

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

    /** Whether a parameter's value is a file's path. */
    public static boolean isFile(String function, String parameter) {
        return FILES.contains(withKind(function, parameter));
    }

    /** Whether a parameter may differ from machine to machine, for values don't depend on it. */
    public static boolean isOperation(String function, String parameter) {
        return OPERATION.contains(parameter.substring(parameter.lastIndexOf('.') + 1))
                || OPERATION_OF_KIND.contains(withKind(function, parameter));
    }

    /** All that its values depend on, on one line. */
    String canonical(RewardFunction made) {
        TreeMap<String, String> told = new TreeMap<>(parameters);
        told.keySet().removeIf(parameter -> isFile(function, parameter) || isOperation(function, parameter));
        String line = "%s %s %s".formatted(function, weight, told);
        return made instanceof SlowReward slow ? line + " " + slow.identity() : line;
    }

    /** Where no kind is written, the function's name is the kind. */
    private static String withKind(String function, String parameter) {
        return parameter.contains(".") ? parameter : function + "." + parameter;
    }
}
