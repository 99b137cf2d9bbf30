package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.RewardAggregation;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Cispo;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.Gmpo;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.Sapo;
import io.kafkagrpo.rl.objective.term.Vespo;
import java.util.Set;

/** TRL's GRPOTrainer: GRPOConfig's names. */
final class TrlSetup {
    private static final double STD_EPSILON = 1.0e-4;
    private static final Set<String> PARAMS = Set.of(
            "loss_type",
            "epsilon",
            "epsilon_high",
            "delta",
            "beta",
            "importance_sampling_level",
            "scale_rewards",
            "max_completion_length",
            "multi_objective_aggregation",
            "use_bias_correction_kl",
            "vllm_importance_sampling",
            "clip_max",
            "clip_min",
            "sapo_temperature_pos",
            "sapo_temperature_neg",
            "vespo_k_pos",
            "vespo_lambda_pos",
            "vespo_k_neg",
            "vespo_lambda_neg",
            "off_policy_mask_threshold",
            "top_entropy_quantile",
            "trainer");

    private TrlSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        ObjectiveSettings objective = new ObjectiveSettings(
                policyTerm(params),
                ratioLevel(params),
                LogRatioBounds.NONE,
                correction(params),
                klPenalty(params),
                aggregation(params),
                new ObjectiveSettings.Extras(
                        1.0,
                        0.0,
                        new SequenceMask(
                                params.number("off_policy_mask_threshold", Double.POSITIVE_INFINITY),
                                SequenceMask.Against.SAMPLER),
                        new EntropyMask(params.number("top_entropy_quantile", 1.0))));
        return new GoldenSetup(advantages(params, inputs), objective, null, 1.0e-9);
    }

    private static StepAdvantage advantages(GoldenParams params, GoldenInputs inputs) {
        String aggregation = params.text("multi_objective_aggregation", "sum_then_normalize");
        if (aggregation.equals("normalize_then_sum")) {
            return StepAdvantage.of(
                    RewardAggregation.normalizeThenSum(inputs.rewardsByFunction(), inputs.weights(), STD_EPSILON));
        }
        if (!aggregation.equals("sum_then_normalize")) {
            throw GoldenParams.unknown("multi_objective_aggregation", aggregation);
        }
        String scale = params.text("scale_rewards", "group");
        AdvantageSettings.Estimator estimator = switch (scale) {
            case "group" -> AdvantageSettings.Estimator.GROUP;
            case "batch" -> AdvantageSettings.Estimator.BATCH;
            case "none" -> AdvantageSettings.Estimator.GROUP_MEAN;
            default -> throw GoldenParams.unknown("scale_rewards", scale);
        };
        AdvantageSettings settings = new AdvantageSettings(estimator, STD_EPSILON, AdvantageSettings.SingleMember.ZERO);
        return StepAdvantage.of(Advantages.ofStep(settings, inputs.rewards()));
    }

    /** GMPOTrainer takes the place of the loss type. */
    private static String type(GoldenParams params) {
        String trainer = params.text("trainer", "grpo");
        return switch (trainer) {
            case "grpo" -> params.text("loss_type", "dapo");
            case "gmpo" -> "gmpo";
            default -> throw GoldenParams.unknown("trainer", trainer);
        };
    }

    private static PolicyTerm policyTerm(GoldenParams params) {
        double low = params.number("epsilon", 0.2);
        double high = params.number("epsilon_high", low);
        String type = type(params);
        return switch (type) {
            case "gmpo" -> new Gmpo(low, high, 0.0);
            case "vespo" ->
                new Vespo(
                        params.number("vespo_k_pos", 2.0),
                        params.number("vespo_lambda_pos", 3.0),
                        params.number("vespo_k_neg", 3.0),
                        params.number("vespo_lambda_neg", 2.0));
            case "grpo", "bnpo", "dr_grpo", "dapo", "luspo" ->
                new Clipped(low, high, Clipped.NO_CAP, params.number("delta", Clipped.NO_CAP));
            case "cispo" -> new Cispo(0.0, high);
            case "sapo" ->
                new Sapo(params.number("sapo_temperature_pos", 1.0), params.number("sapo_temperature_neg", 1.05));
            default -> throw GoldenParams.unknown("loss_type", type);
        };
    }

    private static RatioLevel ratioLevel(GoldenParams params) {
        String level = params.text("importance_sampling_level", "token");
        return switch (level) {
            case "token" -> RatioLevel.TOKEN;
            case "sequence" -> RatioLevel.SEQUENCE;
            default -> throw GoldenParams.unknown("importance_sampling_level", level);
        };
    }

    private static OffPolicyCorrection correction(GoldenParams params) {
        if (!params.has("vllm_importance_sampling")) {
            // The mask looks at the sampler, the ratio at what TRL calls old; without the mask they need not be
            // told apart
            return params.has("off_policy_mask_threshold")
                    ? new OffPolicyCorrection.ProximalOnly()
                    : new OffPolicyCorrection.None();
        }
        String mode = params.text("vllm_importance_sampling");
        return switch (mode) {
            case "token_truncate" ->
                weights(params, OffPolicyCorrection.Weight.TOKEN, OffPolicyCorrection.Action.TRUNCATE);
            case "token_mask" -> weights(params, OffPolicyCorrection.Weight.TOKEN, OffPolicyCorrection.Action.MASK);
            case "sequence_truncate" ->
                weights(params, OffPolicyCorrection.Weight.SEQUENCE_PRODUCT, OffPolicyCorrection.Action.TRUNCATE);
            case "sequence_mask" ->
                weights(params, OffPolicyCorrection.Weight.SEQUENCE_PRODUCT, OffPolicyCorrection.Action.MASK);
            default -> throw GoldenParams.unknown("vllm_importance_sampling", mode);
        };
    }

    private static OffPolicyCorrection weights(
            GoldenParams params, OffPolicyCorrection.Weight weight, OffPolicyCorrection.Action action) {
        return OffPolicyCorrection.Decoupled.of(
                weight,
                action,
                params.number("clip_min", Double.NEGATIVE_INFINITY),
                params.number("clip_max", Double.POSITIVE_INFINITY));
    }

    private static KlPenalty klPenalty(GoldenParams params) {
        boolean corrected = params.flag("use_bias_correction_kl", false);
        return new KlPenalty(
                params.number("beta", 0.0),
                KlEstimator.K3,
                corrected ? KlPenalty.Weighting.RATIO : KlPenalty.Weighting.NONE,
                null);
    }

    private static Aggregation aggregation(GoldenParams params) {
        String type = type(params);
        return switch (type) {
            case "grpo", "sapo", "gmpo" -> Aggregation.sequenceMean();
            case "bnpo", "dapo", "cispo", "vespo" -> new Aggregation.TokenMean();
            case "dr_grpo" ->
                new Aggregation.Constant(params.number("max_completion_length"), Aggregation.Constant.Per.ROW);
            case "luspo" -> new Aggregation.SequenceSum(Aggregation.EmptySamples.COUNTED);
            default -> throw GoldenParams.unknown("loss_type", type);
        };
    }
}
