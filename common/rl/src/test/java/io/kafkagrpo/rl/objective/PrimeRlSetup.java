package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.advantage.AdvantageEstimator;
import io.kafkagrpo.rl.advantage.GroupRelative;
import io.kafkagrpo.rl.advantage.LengthShaping;
import io.kafkagrpo.rl.advantage.MaxRl;
import io.kafkagrpo.rl.advantage.WithoutEmpty;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.Dppo;
import java.util.Set;

/** prime-rl's loss functions and advantage algorithms. */
final class PrimeRlSetup {
    private static final Set<String> PARAMS = Set.of(
            "loss", "dppo_mask_low", "dppo_mask_high", "ipo_threshold", "adv_tau", "kl_tau", "algo", "length_penalty");
    private static final Set<String> PENALTY =
            Set.of("num_output_tokens_weight", "num_input_tokens_weight", "num_turns_weight");

    private PrimeRlSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        ObjectiveSettings objective = new ObjectiveSettings(
                dppo(params),
                RatioLevel.TOKEN,
                LogRatioBounds.NONE,
                new OffPolicyCorrection.None(),
                KlPenalty.NONE,
                new Aggregation.TokenMean(),
                new ObjectiveSettings.Extras(
                        params.number("adv_tau", 1.0),
                        params.number("kl_tau", 1.0e-3),
                        SequenceMask.NONE,
                        EntropyMask.NONE));
        return new GoldenSetup(estimator(params).of(inputs.groups()), objective, null, 1.0e-9);
    }

    private static Dppo dppo(GoldenParams params) {
        String loss = params.text("loss", "default");
        return switch (loss) {
            case "default" ->
                new Dppo(
                        Dppo.Mask.TOTAL_VARIATION,
                        params.number("dppo_mask_low", 0.2),
                        params.number("dppo_mask_high", 0.2),
                        Dppo.Value.RATIO,
                        Clipped.NO_CAP);
            case "ipo" -> {
                double threshold = params.number("ipo_threshold", 0.1);
                yield new Dppo(
                        Dppo.Mask.TOTAL_VARIATION_EITHER_WAY, threshold, threshold, Dppo.Value.RATIO, Clipped.NO_CAP);
            }
            default -> throw GoldenParams.unknown("loss", loss);
        };
    }

    private static AdvantageEstimator estimator(GoldenParams params) {
        String algorithm = params.text("algo", "grpo");
        AdvantageEstimator plain = switch (algorithm) {
            case "grpo" ->
                new GroupRelative(
                        new AdvantageSettings(AdvantageSettings.Estimator.GROUP_MEAN, 1.0e-6, SingleMember.ZERO));
            case "max_rl" -> new MaxRl(0.0, SingleMember.ZERO);
            default -> throw GoldenParams.unknown("algo", algorithm);
        };
        if (!params.has("length_penalty")) {
            return new WithoutEmpty(plain);
        }
        GoldenParams penalty = params.object("length_penalty", PENALTY);
        return new WithoutEmpty(new LengthShaping(
                penalty.number("num_output_tokens_weight", 0.25),
                penalty.number("num_input_tokens_weight", 0.1),
                penalty.number("num_turns_weight", 0.1),
                plain));
    }
}
