package io.kafkagrpo.settings;

import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code rewards.NAME: weight}, or {@code rewards.NAME.weight} beside the function's own parameters. */
public final class RewardsFromSettings {
    private static final String WEIGHT = "weight";

    private RewardsFromSettings() {}

    /**
     * The functions of the configuration, ready to score.
     *
     * @throws io.kafkagrpo.task.reward.RewardConfigurationException naming a function or parameter that is unknown or wrong
     */
    public static RewardSet rewards(RunSettings settings) {
        return RewardSet.of(settings.rewards(), RewardRegistry.standard());
    }

    /** In the order of their names, which the configuration's hash depends on. */
    static List<RewardSpecification> parse(String source, SortedMap<String, String> texts) {
        SortedMap<String, Map<String, String>> functions = new TreeMap<>();
        texts.forEach((key, text) -> {
            if (key.startsWith(Keys.REWARDS_PREFIX)) {
                String rest = key.substring(Keys.REWARDS_PREFIX.length());
                int dot = rest.indexOf('.');
                String name = dot < 0 ? rest : rest.substring(0, dot);
                String parameter = dot < 0 ? WEIGHT : rest.substring(dot + 1);
                functions.computeIfAbsent(name, _ -> new TreeMap<>()).put(parameter, text);
            }
        });
        List<RewardSpecification> specifications = new ArrayList<>();
        functions.forEach((name, parameters) -> {
            String weight = parameters.remove(WEIGHT);
            specifications.add(
                    new RewardSpecification(name, weightOf(source, name, weight == null ? "1" : weight), parameters));
        });
        return List.copyOf(specifications);
    }

    private static double weightOf(String source, String name, String text) {
        try {
            double weight = Double.parseDouble(text.strip());
            if (Double.isFinite(weight)) {
                return weight;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the sentence below
        }
        throw new SettingsException("%s: the value '%s' of %s%s is not a number (the reward function's weight)."
                .formatted(source, text, Keys.REWARDS_PREFIX, name));
    }
}
