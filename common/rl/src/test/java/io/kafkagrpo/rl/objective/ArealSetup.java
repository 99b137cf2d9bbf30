package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.Statistic;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Clipped;
import java.util.Set;

/** AReaL's ppo_actor_loss_fn: its importance weights are float32 inside. */
final class ArealSetup {
    private static final Set<String> PARAMS =
            Set.of("eps_clip", "eps_clip_higher", "c_clip", "importance_sampling_level", "rejection_sampling");
    private static final Set<String> REJECTION = Set.of("level", "action", "metric", "agg", "upper", "lower");

    private ArealSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        double low = params.number("eps_clip");
        String level = params.text("importance_sampling_level", "token");
        RatioLevel ratioLevel = switch (level) {
            case "token" -> RatioLevel.TOKEN;
            case "sequence" -> RatioLevel.SEQUENCE;
            default -> throw GoldenParams.unknown("importance_sampling_level", level);
        };
        ObjectiveSettings objective = new ObjectiveSettings(
                new Clipped(
                        low,
                        params.number("eps_clip_higher", low),
                        params.number("c_clip", Clipped.NO_CAP),
                        Clipped.NO_CAP),
                ratioLevel,
                LogRatioBounds.NONE,
                params.has("rejection_sampling")
                        ? decoupled(params.object("rejection_sampling", REJECTION))
                        : new OffPolicyCorrection.ProximalOnly(),
                KlPenalty.NONE,
                new Aggregation.TokenMean());
        return new GoldenSetup(
                VerlSetup.grpoAdvantages(inputs, AdvantageSettings.Estimator.GROUP), objective, null, 1.0e-6);
    }

    private static OffPolicyCorrection decoupled(GoldenParams params) {
        boolean sequence = isSequence(params.text("level"));
        Statistic statistic = statistic(params.text("metric"));
        OffPolicyCorrection.Scope scope = scope(params.text("agg", "mean"));
        boolean geometric = sequence && statistic == Statistic.RATIO;
        return new OffPolicyCorrection.Decoupled(
                geometric ? OffPolicyCorrection.Weight.SEQUENCE_GEOMETRIC_MEAN : OffPolicyCorrection.Weight.TOKEN,
                new OffPolicyCorrection.Criterion(statistic, sequence ? scope : OffPolicyCorrection.Scope.TOKEN),
                action(params.text("action")),
                params.number("lower", Double.NEGATIVE_INFINITY),
                params.number("upper"),
                OffPolicyCorrection.Masking.REMOVED,
                LogRatioBounds.NONE);
    }

    private static boolean isSequence(String level) {
        return switch (level) {
            case "token" -> false;
            case "sequence" -> true;
            default -> throw GoldenParams.unknown("level", level);
        };
    }

    private static OffPolicyCorrection.Action action(String action) {
        return switch (action) {
            case "mask" -> OffPolicyCorrection.Action.MASK;
            case "clamp" -> OffPolicyCorrection.Action.TRUNCATE;
            default -> throw GoldenParams.unknown("action", action);
        };
    }

    private static Statistic statistic(String metric) {
        return switch (metric) {
            case "ratio" -> Statistic.RATIO;
            case "kl_k1" -> Statistic.K1;
            case "kl_k2" -> Statistic.K2;
            case "kl_k3" -> Statistic.K3;
            default -> throw GoldenParams.unknown("metric", metric);
        };
    }

    private static OffPolicyCorrection.Scope scope(String agg) {
        return switch (agg) {
            case "mean" -> OffPolicyCorrection.Scope.SEQUENCE_MEAN;
            case "sum" -> OffPolicyCorrection.Scope.SEQUENCE_SUM;
            case "max" -> OffPolicyCorrection.Scope.SEQUENCE_MAX;
            default -> throw GoldenParams.unknown("agg", agg);
        };
    }
}
