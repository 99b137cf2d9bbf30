package io.kafkagrpo.settings;

import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSpecification;
import java.util.Map;
import java.util.TreeMap;

/** Makes what evaluations count by, as the keys {@code evaluation.match…} say. */
public final class EvaluationFromSettings {
    private EvaluationFromSettings() {}

    /**
     * What counts as right. A reward function's settings stand under {@code evaluation.match-settings}; where there
     * are none, it has those that it has among the rewards.
     *
     * @throws io.kafkagrpo.task.reward.RewardConfigurationException naming what is unknown, missing or wrong
     */
    public static AnswerCheck check(RunSettings settings) {
        String name = settings.get(Keys.EVALUATION_MATCH);
        Map<String, String> own = new TreeMap<>();
        settings.resolved().forEach((key, text) -> {
            if (key.startsWith(Keys.MATCH_SETTINGS_PREFIX)) {
                own.put(key.substring(Keys.MATCH_SETTINGS_PREFIX.length()), text);
            }
        });
        Map<String, String> parameters = own;
        RewardRegistry registry = settings.configuredRewards().registry();
        if (own.isEmpty() && !AnswerCheck.isRule(name)) {
            for (RewardSpecification reward : settings.rewards()) {
                parameters = reward.function().equals(name) ? reward.parameters() : parameters;
            }
        }
        return AnswerCheck.of(name, parameters, settings.get(Keys.EVALUATION_AT_LEAST), registry);
    }
}
