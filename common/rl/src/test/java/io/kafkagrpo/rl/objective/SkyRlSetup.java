package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.advantage.AdvantageEstimator;
import io.kafkagrpo.rl.advantage.GroupRelative;
import io.kafkagrpo.rl.advantage.MaxRl;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlus;
import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.Correction.ImportanceWeight;
import io.kafkagrpo.rl.objective.correction.Correction.Reduction;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.DoubleSided;
import io.kafkagrpo.rl.objective.term.Dppo;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.Unclipped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * SkyRL's AlgorithmConfig: advantages are divided by the reduction's denominator beforehand, which the aggregation
 * does here.
 */
final class SkyRlSetup {
    private static final Set<String> PARAMS = Set.of(
            "policy_loss_type",
            "eps_clip_low",
            "eps_clip_high",
            "clip_ratio_c",
            "loss_reduction",
            "max_seq_len",
            "advantage_estimator",
            "gamma",
            "dppo",
            "off_policy_correction");
    private static final Set<String> DPPO = Set.of("dppo_type", "delta_low", "delta_high");
    private static final Set<String> CORRECTION = Set.of(
            "outlier_token_is_threshold_low",
            "outlier_token_is_threshold_high",
            "token_mask_is_threshold_low",
            "token_mask_is_threshold_high",
            "tis_ratio_type",
            "token_tis_ratio_clip_high",
            "sequence_tis_ratio_clip_high",
            "sequence_mask_metric",
            "geo_mask_low",
            "geo_mask_high",
            "product_mask_low",
            "product_mask_high");
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    private SkyRlSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        ObjectiveSettings objective = new ObjectiveSettings(
                policyTerm(params),
                RatioLevel.TOKEN,
                LogRatioBounds.TWENTY,
                params.has("off_policy_correction")
                        ? correction(params.object("off_policy_correction", CORRECTION))
                        : new OffPolicyCorrection.None(),
                KlPenalty.NONE,
                aggregation(params));
        return new GoldenSetup(estimator(params).of(inputs.groups()), objective, null, 1.0e-9);
    }

    private static PolicyTerm policyTerm(GoldenParams params) {
        double low = params.number("eps_clip_low", 0.2);
        double high = params.number("eps_clip_high", 0.2);
        String type = params.text("policy_loss_type", "regular");
        return switch (type) {
            case "regular" -> Clipped.between(low, high);
            case "dual_clip" -> new Clipped(low, high, params.number("clip_ratio_c", 3.0), Clipped.NO_CAP);
            case "importance_sampling" -> new Unclipped();
            case "rollout_is" -> new DoubleSided(low, high);
            case "dppo" -> dppo(params.object("dppo", DPPO));
            default -> throw GoldenParams.unknown("policy_loss_type", type);
        };
    }

    private static Dppo dppo(GoldenParams params) {
        String type = params.text("dppo_type", "binary_tv");
        Dppo.Mask mask = switch (type) {
            case "binary_tv" -> Dppo.Mask.TOTAL_VARIATION;
            case "binary_kl" -> Dppo.Mask.BINARY_KL;
            default -> throw GoldenParams.unknown("dppo_type", type);
        };
        return new Dppo(
                mask,
                params.number("delta_low", 0.2),
                params.number("delta_high", 0.2),
                Dppo.Value.RATIO,
                Clipped.NO_CAP);
    }

    private static Aggregation aggregation(GoldenParams params) {
        String reduction = params.text("loss_reduction", "token_mean");
        return switch (reduction) {
            case "token_mean" -> new Aggregation.TokenMean();
            case "sequence_mean" -> Aggregation.sequenceMean();
            case "seq_mean_token_sum_norm" ->
                new Aggregation.Constant(params.number("max_seq_len"), Aggregation.Constant.Per.ROW);
            case "prompt_mean" -> new Aggregation.GroupMean();
            default -> throw GoldenParams.unknown("loss_reduction", reduction);
        };
    }

    private static AdvantageEstimator estimator(GoldenParams params) {
        String estimator = params.text("advantage_estimator", "grpo");
        return switch (estimator) {
            case "grpo" ->
                new GroupRelative(
                        new AdvantageSettings(AdvantageSettings.Estimator.GROUP, 1.0e-6, SingleMember.REWARD));
            case "maxrl" -> new MaxRl(1.0e-6, SingleMember.REWARD);
            case "reinforce++" -> new ReinforcePlusPlus(params.number("gamma", 1.0), ReinforcePlusPlus.Gap.RESETS);
            default -> throw GoldenParams.unknown("advantage_estimator", estimator);
        };
    }

    private static StackedCorrection correction(GoldenParams params) {
        List<Correction> members = new ArrayList<>();
        String low = "outlier_token_is_threshold_low";
        String high = "outlier_token_is_threshold_high";
        if (params.has(low) || params.has(high)) {
            members.add(Rejection.byRatio(
                    Reduction.ANY_TOKEN, params.number(low, -NO_LIMIT), params.number(high, NO_LIMIT)));
        }
        String least = "token_mask_is_threshold_low";
        String most = "token_mask_is_threshold_high";
        if (params.has(least) || params.has(most)) {
            members.add(
                    Rejection.byRatio(Reduction.TOKEN, params.number(least, -NO_LIMIT), params.number(most, NO_LIMIT)));
        }
        if (params.has("tis_ratio_type")) {
            members.add(truncated(params, params.text("tis_ratio_type")));
        }
        if (params.has("sequence_mask_metric")) {
            members.add(sequenceMask(params, params.text("sequence_mask_metric")));
        }
        return new StackedCorrection(
                members,
                StackedCorrection.Anchor.PROXIMAL,
                StackedCorrection.Sees.THE_REST,
                StackedCorrection.Rejected.IN_DENOMINATORS);
    }

    private static Correction truncated(GoldenParams params, String type) {
        return switch (type) {
            case "token" -> ImportanceWeight.truncated(Weight.TOKEN, params.number("token_tis_ratio_clip_high", 2.0));
            case "sequence" ->
                ImportanceWeight.truncated(Weight.SEQUENCE_PRODUCT, params.number("sequence_tis_ratio_clip_high", 5.0));
            default -> throw GoldenParams.unknown("tis_ratio_type", type);
        };
    }

    private static Correction sequenceMask(GoldenParams params, String metric) {
        return switch (metric) {
            case "geometric" ->
                Rejection.byRatio(
                        Reduction.SEQUENCE_MEAN,
                        params.number("geo_mask_low", 0.99),
                        params.number("geo_mask_high", 1.01));
            case "product" ->
                Rejection.byRatio(
                        Reduction.SEQUENCE_SUM,
                        params.number("product_mask_low", 0.5),
                        params.number("product_mask_high", 2.0));
            default -> throw GoldenParams.unknown("sequence_mask_metric", metric);
        };
    }
}
