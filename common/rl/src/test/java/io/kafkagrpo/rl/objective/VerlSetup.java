package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Cispo;
import io.kafkagrpo.rl.objective.term.ClipCov;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.Dppo;
import io.kafkagrpo.rl.objective.term.Dro;
import io.kafkagrpo.rl.objective.term.Gmpo;
import io.kafkagrpo.rl.objective.term.KlCov;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.Reinforce;
import io.kafkagrpo.rl.objective.term.Sapo;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
            "rollout_is_batch_normalize",
            "rollout_rs",
            "rollout_rs_threshold",
            "bypass_mode",
            "loss_type",
            "tau_pos",
            "tau_neg",
            "dro_beta",
            "clip_cov_ratio",
            "clip_cov_lb",
            "clip_cov_ub",
            "kl_cov_ratio",
            "ppo_kl_coef",
            "gamma",
            "gdpo_reward_weights");

    private static final double LENGTH_EPSILON = 1.0e-8;

    private VerlSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        String loss = params.text("policy_loss");
        boolean gspo = loss.equals("gspo");
        boolean covariance = loss.equals("clip_cov") || loss.equals("kl_cov");
        ObjectiveSettings objective = new ObjectiveSettings(
                policyTerm(params, loss),
                gspo ? RatioLevel.SEQUENCE_TOKEN : RatioLevel.TOKEN,
                gspo ? LogRatioBounds.AT_MOST_TEN : covariance ? LogRatioBounds.NONE : LogRatioBounds.TWENTY,
                VerlCorrection.of(params),
                klPenalty(params, loss, inputs),
                aggregation(params, loss, inputs));
        return new GoldenSetup(
                loss.equals("kl") ? null : VerlAdvantages.of(params, inputs),
                objective,
                totals(params, inputs),
                1.0e-9);
    }

    /** Those that slime, AReaL and NeMo-RL were given. */
    static StepAdvantage grpoAdvantages(GoldenInputs inputs, AdvantageSettings.Estimator estimator) {
        return VerlAdvantages.relative(estimator, AdvantageSettings.SingleMember.REWARD)
                .of(inputs.groups());
    }

    private static PolicyTerm policyTerm(GoldenParams params, String loss) {
        double both = params.number("clip_ratio", 0.2);
        double low = params.number("clip_ratio_low", both);
        double high = params.number("clip_ratio_high", both);
        double cap = params.number("clip_ratio_c", 3.0);
        boolean reinforce = params.flag("bypass_mode", false)
                && params.text("loss_type", "ppo_clip").equals("reinforce");
        return switch (reinforce ? "gpg" : loss) {
            case "vanilla" -> new Clipped(low, high, cap, Clipped.NO_CAP);
            case "dppo_tv" -> new Dppo(Dppo.Mask.TOTAL_VARIATION, low, high, Dppo.Value.LOG_PROBABILITY, cap);
            case "dppo_kl" -> new Dppo(Dppo.Mask.BINARY_KL, low, high, Dppo.Value.LOG_PROBABILITY, cap);
            case "geo_mean" -> new Gmpo(low, high, LENGTH_EPSILON);
            case "clip_cov" ->
                new ClipCov(
                        Clipped.between(low, high),
                        params.number("clip_cov_ratio", 2.0e-4),
                        params.number("clip_cov_lb", 1.0),
                        params.number("clip_cov_ub", 5.0),
                        0L);
            case "kl_cov" -> new KlCov(params.number("kl_cov_ratio", 2.0e-4), params.number("ppo_kl_coef", 0.1));
            case "dro" -> new Dro(params.number("dro_beta"));
            case "gspo" -> Clipped.between(low, high);
            case "cispo" -> new Cispo(1.0 - low, 1.0 + high);
            case "sapo" -> new Sapo(params.number("tau_pos", 1.0), params.number("tau_neg", 1.05));
            case "gpg", "kl" -> new Reinforce();
            default -> throw GoldenParams.unknown("policy_loss", loss);
        };
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
        return new KlPenalty(coefficient, estimator, KlPenalty.Weighting.NONE, byMode(params, inputs));
    }

    private static Aggregation sequenceMean() {
        return new Aggregation.SequenceMean(Aggregation.EmptySamples.LEFT_OUT, LENGTH_EPSILON);
    }

    private static Aggregation aggregation(GoldenParams params, String loss, GoldenInputs inputs) {
        return switch (loss) {
            case "gspo", "sapo" -> sequenceMean();
            case "geo_mean" -> new Aggregation.SequenceMean(Aggregation.EmptySamples.COUNTED, LENGTH_EPSILON);
            default -> byMode(params, inputs);
        };
    }

    /**
     * What the constant of seq-mean-token-sum-norm stands for, which changed between the two versions that were
     * run.
     */
    private static Aggregation.Constant.Per per(GoldenInputs inputs) {
        boolean older = inputs.sources().at("/verl/commit").asText().startsWith("b178a3c");
        return older ? Aggregation.Constant.Per.STEP : Aggregation.Constant.Per.NON_EMPTY_ROW;
    }

    private static Aggregation byMode(GoldenParams params, GoldenInputs inputs) {
        String mode = params.text("loss_agg_mode", "token-mean");
        return switch (mode) {
            case "token-mean" -> new Aggregation.TokenMean();
            case "seq-mean-token-mean" -> sequenceMean();
            case "seq-mean-token-sum" -> new Aggregation.SequenceSum(Aggregation.EmptySamples.LEFT_OUT);
            case "seq-mean-token-sum-norm" ->
                new Aggregation.Constant(params.number("loss_scale_factor", inputs.columns()), per(inputs));
            default -> throw GoldenParams.unknown("loss_agg_mode", mode);
        };
    }

    /** verl multiplies each device's loss by their number, for they are averaged: a device's share of the step. */
    private static @Nullable StepTotals totals(GoldenParams params, GoldenInputs inputs) {
        if (!params.has("dp_size") && !params.has("batch_num_tokens") && !params.has("global_batch_size")) {
            return null;
        }
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
                params.number("global_batch_size", nonEmpty) / devices,
                Map.of());
    }
}
