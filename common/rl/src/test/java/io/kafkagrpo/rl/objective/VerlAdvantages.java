package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.Estimator;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.advantage.AdvantageEstimator;
import io.kafkagrpo.rl.advantage.BestOfGroup;
import io.kafkagrpo.rl.advantage.Gdpo;
import io.kafkagrpo.rl.advantage.Gpg;
import io.kafkagrpo.rl.advantage.GroupRelative;
import io.kafkagrpo.rl.advantage.Opo;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlus;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlusBaseline;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import java.util.Arrays;

/** verl's adv_estimator. */
final class VerlAdvantages {
    private static final double EPSILON = 1.0e-6;

    private VerlAdvantages() {}

    static StepAdvantage of(GoldenParams params, GoldenInputs inputs) {
        return estimator(params).of(inputs.groupsWith(weights(params, inputs)));
    }

    static AdvantageEstimator relative(Estimator estimator, SingleMember single) {
        return new GroupRelative(new AdvantageSettings(estimator, EPSILON, single));
    }

    private static AdvantageEstimator estimator(GoldenParams params) {
        String estimator = params.text("adv_estimator", "grpo");
        boolean scaled = params.flag("norm_adv_by_std_in_grpo", true);
        return switch (estimator) {
            case "grpo", "grpo_vectorized" ->
                relative(scaled ? Estimator.GROUP : Estimator.GROUP_MEAN, SingleMember.REWARD);
            case "rloo" -> relative(Estimator.LEAVE_ONE_OUT, SingleMember.REWARD);
            case "rloo_vectorized" -> relative(Estimator.LEAVE_ONE_OUT, SingleMember.ZERO);
            case "reinforce_plus_plus" ->
                new ReinforcePlusPlus(params.number("gamma", 1.0), ReinforcePlusPlus.Gap.CARRIES);
            case "reinforce_plus_plus_baseline" -> new ReinforcePlusPlusBaseline(SingleMember.REWARD);
            case "opo" -> new Opo(SingleMember.REWARD);
            case "gpg" -> new Gpg(SingleMember.REWARD);
            case "grpo_passk" ->
                new BestOfGroup(scaled ? BestOfGroup.Scale.STANDARD_DEVIATION : BestOfGroup.Scale.NONE, EPSILON);
            case "gdpo" -> new Gdpo(EPSILON);
            default -> throw GoldenParams.unknown("adv_estimator", estimator);
        };
    }

    private static double[] weights(GoldenParams params, GoldenInputs inputs) {
        double[] ones = inputs.weights().clone();
        Arrays.fill(ones, 1.0);
        String name = "gdpo_reward_weights";
        if (!params.has(name)) {
            return ones;
        }
        if (!params.text(name).equals("given")) {
            throw GoldenParams.unknown(name, params.text(name));
        }
        return inputs.weights();
    }
}
