package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import java.util.Set;

/** verl's core_algos: ActorConfig's and AlgoConfig's names. */
final class VerlSetup {
    private static final Set<String> PARAMS = Set.of(
            "policy_loss",
            "clip_ratio",
            "clip_ratio_low",
            "clip_ratio_high",
            "clip_ratio_c",
            "loss_agg_mode",
            "loss_scale_factor",
            "kl_loss_coef",
            "kl_penalty",
            "norm_adv_by_std_in_grpo",
            "adv_estimator",
            "dp_size",
            "batch_num_tokens",
            "global_batch_size",
            "rollout_is",
            "rollout_is_threshold",
            "tau_pos",
            "tau_neg");

    private VerlSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        String loss = params.text("policy_loss");
        boolean gspo = loss.equals("gspo");
        ObjectiveSettings objective = new ObjectiveSettings(
                policyTerm(params, loss),
                gspo ? RatioLevel.SEQUENCE_TOKEN : RatioLevel.TOKEN,
                gspo ? LogRatioBounds.AT_MOST_TEN : LogRatioBounds.TWENTY,
                correction(params),
                klPenalty(params, loss, inputs),
                gspo || loss.equals("sapo")
                        ? sequenceMean()
                        : aggregation(params, params.text("loss_agg_mode", "token-mean"), inputs));
        return new GoldenSetup(
                loss.equals("kl") ? null : advantages(params, inputs), objective, totals(params, inputs), 1.0e-9);
    }

    static double[] grpoAdvantages(GoldenInputs inputs, AdvantageSettings.Estimator estimator) {
        AdvantageSettings settings = new AdvantageSettings(estimator, 1.0e-6, AdvantageSettings.SingleMember.REWARD);
        return GoldenSetup.flat(Advantages.ofStep(settings, inputs.rewards()));
    }

    private static double[] advantages(GoldenParams params, GoldenInputs inputs) {
        String estimator = params.text("adv_estimator", "grpo");
        return switch (estimator) {
            case "grpo", "grpo_vectorized" ->
                grpoAdvantages(
                        inputs,
                        params.flag("norm_adv_by_std_in_grpo", true)
                                ? AdvantageSettings.Estimator.GROUP
                                : AdvantageSettings.Estimator.GROUP_MEAN);
            case "rloo" -> grpoAdvantages(inputs, AdvantageSettings.Estimator.LEAVE_ONE_OUT);
            default -> throw GoldenParams.unknown("adv_estimator", estimator);
        };
    }

    private static PolicyTerm policyTerm(GoldenParams params, String loss) {
        double both = params.number("clip_ratio", 0.2);
        double low = params.number("clip_ratio_low", both);
        double high = params.number("clip_ratio_high", both);
        return switch (loss) {
            case "vanilla" -> new Clipped(low, high, params.number("clip_ratio_c", 3.0), Clipped.NO_CAP);
            case "gspo" -> Clipped.between(low, high);
            case "cispo" -> new Cispo(1.0 - low, 1.0 + high);
            case "sapo" -> new Sapo(params.number("tau_pos", 1.0), params.number("tau_neg", 1.05));
            case "gpg", "kl" -> new Reinforce();
            default -> throw GoldenParams.unknown("policy_loss", loss);
        };
    }

    private static OffPolicyCorrection correction(GoldenParams params) {
        if (!params.has("rollout_is")) {
            return new OffPolicyCorrection.None();
        }
        String level = params.text("rollout_is");
        OffPolicyCorrection.Weight weight = switch (level) {
            case "token" -> OffPolicyCorrection.Weight.TOKEN;
            case "sequence" -> OffPolicyCorrection.Weight.SEQUENCE_PRODUCT;
            default -> throw GoldenParams.unknown("rollout_is", level);
        };
        OffPolicyCorrection.Decoupled plain = OffPolicyCorrection.Decoupled.of(
                weight,
                OffPolicyCorrection.Action.TRUNCATE,
                Double.NEGATIVE_INFINITY,
                params.number("rollout_is_threshold", 2.0));
        return new OffPolicyCorrection.Decoupled(
                plain.weight(),
                plain.criterion(),
                plain.action(),
                plain.lower(),
                plain.upper(),
                plain.masking(),
                LogRatioBounds.TWENTY);
    }

    private static KlPenalty klPenalty(GoldenParams params, String loss, GoldenInputs inputs) {
        double coefficient = params.number("kl_loss_coef", loss.equals("kl") ? 1.0 : 0.0);
        String name = params.text("kl_penalty", "low_var_kl");
        KlEstimator estimator = switch (name) {
            case "kl", "k1" -> KlEstimator.K1;
            case "abs" -> KlEstimator.ABS;
            case "mse", "k2", "k2+" -> KlEstimator.K2;
            case "low_var_kl", "k3" -> KlEstimator.LOW_VAR_KL;
            case "k1+" -> KlEstimator.K1_STRAIGHT_THROUGH;
            case "k3+" -> KlEstimator.K3_STRAIGHT_THROUGH;
            default -> throw GoldenParams.unknown("kl_penalty", name);
        };
        return new KlPenalty(
                coefficient,
                estimator,
                KlPenalty.Weighting.NONE,
                aggregation(params, params.text("loss_agg_mode", "token-mean"), inputs));
    }

    private static Aggregation sequenceMean() {
        return new Aggregation.SequenceMean(Aggregation.EmptySamples.LEFT_OUT, 1.0e-8);
    }

    private static Aggregation aggregation(GoldenParams params, String mode, GoldenInputs inputs) {
        return switch (mode) {
            case "token-mean" -> new Aggregation.TokenMean();
            case "seq-mean-token-mean" -> sequenceMean();
            case "seq-mean-token-sum" -> new Aggregation.SequenceSum(Aggregation.EmptySamples.LEFT_OUT);
            case "seq-mean-token-sum-norm" ->
                new Aggregation.Constant(
                        params.number("loss_scale_factor", inputs.columns()), Aggregation.Constant.Per.STEP);
            default -> throw GoldenParams.unknown("loss_agg_mode", mode);
        };
    }

    /** verl multiplies each device's loss by their number, for they are averaged: a device's share of the step. */
    private static StepTotals totals(GoldenParams params, GoldenInputs inputs) {
        double devices = params.number("dp_size", 1.0);
        int tokens = 0;
        int nonEmpty = 0;
        boolean[][] mask = inputs.mask();
        for (boolean[] sample : mask) {
            int counted = 0;
            for (boolean counts : sample) {
                counted += counts ? 1 : 0;
            }
            tokens += counted;
            nonEmpty += counted > 0 ? 1 : 0;
        }
        return new StepTotals(
                params.number("batch_num_tokens", tokens) / devices,
                mask.length,
                params.number("global_batch_size", nonEmpty) / devices);
    }
}
