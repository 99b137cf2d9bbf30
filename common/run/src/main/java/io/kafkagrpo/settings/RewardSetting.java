package io.kafkagrpo.settings;

import java.util.Map;

/**
 * One reward function of the configuration.
 *
 * @param name of the function, as the registry of reward functions knows it
 * @param weight its factor in a completion's total
 * @param parameters its own settings, as written
 */
public record RewardSetting(String name, double weight, Map<String, String> parameters) {}
