package io.kafkagrpo.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code rewards.NAME: weight}, or {@code rewards.NAME.weight} beside the function's own parameters. */
final class RewardSettings {
    private static final String WEIGHT = "weight";

    private RewardSettings() {}

    static List<RewardSetting> parse(String source, SortedMap<String, String> texts) {
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
        List<RewardSetting> settings = new ArrayList<>();
        functions.forEach((name, parameters) -> {
            String weight = parameters.remove(WEIGHT);
            settings.add(new RewardSetting(
                    name, weightOf(source, name, weight == null ? "1" : weight), Map.copyOf(parameters)));
        });
        return List.copyOf(settings);
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
