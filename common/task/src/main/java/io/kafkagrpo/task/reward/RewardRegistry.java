package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.text.NearestName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes reward functions from their configured names and parameters. */
public final class RewardRegistry {

    /** Makes a function from its parameters, which are exactly the declared ones. */
    @FunctionalInterface
    public interface Factory {
        /**
         * @throws IllegalArgumentException if a value is wrong, with one sentence that says which and
         * what is allowed
         */
        RewardFunction create(Map<String, String> parameters);
    }

    private record Entry(Set<String> parameters, Factory factory) {}

    private final Map<String, Entry> entries = new TreeMap<>();

    private RewardRegistry() {}

    /** The built-in functions: correctness, format, last-number, ended, length-penalty. */
    public static RewardRegistry standard() {
        RewardRegistry registry = new RewardRegistry();
        registry.register(CorrectnessReward.NAME, Set.of(), parameters -> new CorrectnessReward());
        registry.register(FormatReward.NAME, Set.of(), parameters -> new FormatReward());
        registry.register(LastNumberReward.NAME, Set.of(), parameters -> new LastNumberReward());
        registry.register(EndedReward.NAME, Set.of(), parameters -> new EndedReward());
        registry.register(
                LengthPenalty.NAME,
                Set.of("max-tokens", "buffer-tokens"),
                parameters ->
                        new LengthPenalty(integer(parameters, "max-tokens"), integer(parameters, "buffer-tokens")));
        return registry;
    }

    /**
     * Adds a function.
     *
     * @param parameters the names of its parameters, all of which must be configured
     * @throws IllegalArgumentException if the name is taken
     */
    public void register(String name, Set<String> parameters, Factory factory) {
        if (entries.putIfAbsent(name, new Entry(Set.copyOf(parameters), factory)) != null) {
            throw new IllegalArgumentException("There is already a reward function \"" + name + "\".");
        }
    }

    /** The known names. */
    public Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    /**
     * @throws RewardConfigurationException if the function or a parameter is unknown, missing or has a wrong value
     */
    public RewardFunction create(String name, Map<String, String> parameters) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new RewardConfigurationException("There is no reward function \"%s\"; known are %s."
                    .formatted(name, String.join(", ", NearestName.sorted(name, entries.keySet()))));
        }
        for (String parameter : new TreeSet<>(parameters.keySet())) {
            if (!entry.parameters().contains(parameter)) {
                throw new RewardConfigurationException(unknownParameter(name, parameter, entry));
            }
        }
        for (String parameter : new TreeSet<>(entry.parameters())) {
            if (!parameters.containsKey(parameter)) {
                throw new RewardConfigurationException(
                        "The reward function \"%s\" needs the parameter %s.".formatted(name, parameter));
            }
        }
        try {
            return entry.factory().create(parameters);
        } catch (IllegalArgumentException e) {
            throw new RewardConfigurationException(
                    "The reward function \"%s\" can't be made: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static String unknownParameter(String name, String parameter, Entry entry) {
        String allowed = entry.parameters().isEmpty()
                ? "it takes none"
                : "it takes " + String.join(", ", NearestName.sorted(parameter, entry.parameters()));
        return "The reward function \"%s\" has no parameter \"%s\"; %s.".formatted(name, parameter, allowed);
    }

    private static int integer(Map<String, String> parameters, String key) {
        String value = parameters.getOrDefault(key, "");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is \"%s\"; allowed is a whole number.".formatted(key, value), e);
        }
    }
}
