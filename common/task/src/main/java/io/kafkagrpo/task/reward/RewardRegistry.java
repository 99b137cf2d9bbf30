package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.text.NearestName;
import java.math.BigDecimal;
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

    /** The same for a function that must know under which name it is configured. */
    @FunctionalInterface
    public interface NamedFactory {
        /**
         * @param parameters the needed ones and the optional ones, with their defaults where nothing else is
         *     configured
         * @throws IllegalArgumentException likewise
         */
        RewardFunction create(String name, Map<String, String> parameters);
    }

    private record Entry(Set<String> needed, Map<String, String> optional, NamedFactory factory) {
        Set<String> all() {
            Set<String> all = new TreeSet<>(needed);
            all.addAll(optional.keySet());
            return all;
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();

    private RewardRegistry() {}

    /** The built-in functions, as docs/rewards.md lists them. */
    public static RewardRegistry standard() {
        RewardRegistry registry = new RewardRegistry();
        registry.register(CorrectnessReward.NAME, Set.of(), parameters -> new CorrectnessReward());
        registry.register(FormatReward.NAME, Set.of(), parameters -> new FormatReward());
        registry.register(LastNumberReward.NAME, Set.of(), parameters -> new LastNumberReward());
        registry.register(MathReward.NAME, Set.of(), parameters -> new MathReward());
        registry.register(EndedReward.NAME, Set.of(), parameters -> new EndedReward());
        registry.register(
                LengthPenalty.NAME,
                Set.of("max-tokens", "buffer-tokens"),
                parameters ->
                        new LengthPenalty(integer(parameters, "max-tokens"), integer(parameters, "buffer-tokens")));
        registry.register(
                LengthTarget.NAME,
                Set.of("target-tokens", "tolerance-tokens"),
                parameters -> new LengthTarget(
                        integer(parameters, "target-tokens"), integer(parameters, "tolerance-tokens")));
        registry.register(
                RepetitionPenalty.NAME,
                Set.of("words", "max-penalty"),
                parameters -> new RepetitionPenalty(integer(parameters, "words"), number(parameters, "max-penalty")));
        registry.register(
                RegexReward.NAME, Set.of("pattern"), parameters -> new RegexReward(text(parameters, "pattern")));
        registry.register(JsonReward.NAME, Set.of("part"), parameters -> new JsonReward(text(parameters, "part")));
        registry.register(
                JsonSchemaReward.NAME,
                Set.of("schema", "part"),
                parameters -> new JsonSchemaReward(text(parameters, "schema"), text(parameters, "part")));
        registry.register(
                LanguageReward.NAME, Set.of("script"), parameters -> new LanguageReward(text(parameters, "script")));
        registry.register(
                CountdownReward.NAME,
                Set.of("valid-share"),
                parameters -> new CountdownReward(number(parameters, "valid-share")));
        return registry;
    }

    /**
     * Adds a function.
     *
     * @param parameters the names of its parameters, all of which must be configured
     * @throws IllegalArgumentException if the name is taken
     */
    public void register(String name, Set<String> parameters, Factory factory) {
        register(name, parameters, Map.of(), (_, values) -> factory.create(values));
    }

    /**
     * Adds a function that has parameters with defaults.
     *
     * @param needed the names of the parameters that must be configured
     * @param optional the other ones, each with its default
     * @throws IllegalArgumentException if the name is taken
     */
    public void register(String name, Set<String> needed, Map<String, String> optional, NamedFactory factory) {
        if (entries.putIfAbsent(name, new Entry(Set.copyOf(needed), Map.copyOf(optional), factory)) != null) {
            throw new IllegalArgumentException("There is already a reward function \"" + name + "\".");
        }
    }

    /** The known names. */
    public Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    /**
     * Makes a function. Where parameters are written {@code KIND.PARAMETER}, the function is of that kind and the
     * name is any: so several judges, or several patterns, stand in one configuration.
     *
     * @throws RewardConfigurationException if the function or a parameter is unknown, missing or has
     *     a wrong value
     */
    public RewardFunction create(String name, Map<String, String> parameters) {
        String kind = kind(name, parameters);
        Map<String, String> given = new TreeMap<>();
        parameters.forEach(
                (key, value) -> given.put(key.startsWith(kind + ".") ? key.substring(kind.length() + 1) : key, value));
        Entry entry = entries.get(kind);
        if (entry == null) {
            throw new RewardConfigurationException("There is no reward function \"%s\"; known are %s."
                    .formatted(kind, String.join(", ", NearestName.sorted(kind, entries.keySet()))));
        }
        for (String parameter : new TreeSet<>(given.keySet())) {
            if (!entry.all().contains(parameter)) {
                throw new RewardConfigurationException(unknownParameter(name, parameter, entry));
            }
        }
        for (String parameter : new TreeSet<>(entry.needed())) {
            if (!given.containsKey(parameter)) {
                throw new RewardConfigurationException(
                        "The reward function \"%s\" needs the parameter %s.".formatted(name, parameter));
            }
        }
        Map<String, String> complete = new TreeMap<>(entry.optional());
        complete.putAll(given);
        try {
            return entry.factory().create(name, Map.copyOf(complete));
        } catch (IllegalArgumentException e) {
            throw new RewardConfigurationException(
                    "The reward function \"%s\" can't be made: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** What stands before the dots of the parameters; where there are none, the name itself is the kind. */
    private String kind(String name, Map<String, String> parameters) {
        Set<String> kinds = new TreeSet<>();
        parameters.keySet().stream()
                .filter(parameter -> parameter.indexOf('.') > 0)
                .forEach(parameter -> kinds.add(parameter.substring(0, parameter.indexOf('.'))));
        if (kinds.size() > 1) {
            throw new RewardConfigurationException(
                    "The reward function \"%s\" is of several kinds (%s); allowed is one."
                            .formatted(name, String.join(", ", kinds)));
        }
        if (!kinds.isEmpty() && entries.containsKey(name)) {
            throw new RewardConfigurationException(
                    "The reward function \"%s\" can't be of kind %s, for there is another one of that name; choose a name of your own."
                            .formatted(name, kinds.iterator().next()));
        }
        return kinds.isEmpty() ? name : kinds.iterator().next();
    }

    private static String unknownParameter(String name, String parameter, Entry entry) {
        String allowed = entry.all().isEmpty()
                ? "it takes none"
                : "it takes " + String.join(", ", NearestName.sorted(parameter, entry.all()));
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

    private static double number(Map<String, String> parameters, String key) {
        String value = text(parameters, key);
        try {
            return new BigDecimal(value).doubleValue();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is \"%s\"; allowed is a number.".formatted(key, value), e);
        }
    }

    private static String text(Map<String, String> parameters, String key) {
        return parameters.getOrDefault(key, "");
    }
}
