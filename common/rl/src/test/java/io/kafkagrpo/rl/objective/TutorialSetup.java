package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import java.util.Set;

/** The tutorial's GRPO.py: rewards and advantages are float32 inside. */
final class TutorialSetup {
    private static final Set<String> PARAMS = Set.of("epsilon", "beta", "advantage_std_eps");

    private TutorialSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        AdvantageSettings advantages = new AdvantageSettings(
                AdvantageSettings.Estimator.GROUP,
                params.number("advantage_std_eps"),
                AdvantageSettings.SingleMember.ZERO);
        return new GoldenSetup(
                StepAdvantage.of(Advantages.ofStep(advantages, inputs.rewards())),
                ObjectiveSettings.grpo(params.number("epsilon"), params.number("beta")),
                null,
                1.0e-6);
    }
}
