package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.Correction.ImportanceWeight;
import io.kafkagrpo.rl.objective.correction.Correction.Normalization;
import io.kafkagrpo.rl.objective.correction.Correction.Outside;
import io.kafkagrpo.rl.objective.correction.Correction.Reduction;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Clipped;
import java.util.List;
import java.util.Set;

/** NeMo-RL's ClippedPGLossFn. */
final class NemoRlSetup {
    private static final Set<String> PARAMS = Set.of(
            "ratio_clip_min",
            "ratio_clip_max",
            "ratio_clip_c",
            "token_level_loss",
            "use_importance_sampling_correction",
            "truncated_importance_sampling_type",
            "truncated_importance_sampling_ratio",
            "truncated_importance_sampling_ratio_min");
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    private NemoRlSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        ObjectiveSettings objective = new ObjectiveSettings(
                new Clipped(
                        params.number("ratio_clip_min"),
                        params.number("ratio_clip_max"),
                        params.number("ratio_clip_c", Clipped.NO_CAP),
                        Clipped.NO_CAP),
                RatioLevel.TOKEN,
                LogRatioBounds.NONE,
                params.flag("use_importance_sampling_correction", false)
                        ? new StackedCorrection(
                                correction(params),
                                StackedCorrection.Anchor.PROXIMAL,
                                StackedCorrection.Sees.ALL_COUNTED,
                                StackedCorrection.Rejected.IN_DENOMINATORS)
                        : new OffPolicyCorrection.ProximalOnly(),
                KlPenalty.NONE,
                params.flag("token_level_loss", true)
                        ? new Aggregation.TokenMean()
                        : new Aggregation.SequenceMean(Aggregation.EmptySamples.LEFT_OUT, 1.0e-8));
        return new GoldenSetup(
                VerlSetup.grpoAdvantages(inputs, AdvantageSettings.Estimator.GROUP), objective, null, 1.0e-9);
    }

    private static List<Correction> correction(GoldenParams params) {
        if (!params.has("truncated_importance_sampling_type")) {
            return List.of(weight(0.0, NO_LIMIT, Outside.TRUNCATE));
        }
        double low = params.number("truncated_importance_sampling_ratio_min", 0.0);
        double high = params.number("truncated_importance_sampling_ratio");
        String type = params.text("truncated_importance_sampling_type");
        return switch (type) {
            case "tis" -> List.of(weight(low, high, Outside.TRUNCATE));
            case "icepop" -> List.of(weight(low, high, Outside.ZERO));
            case "seq-mask-tis" ->
                List.of(weight(0.0, NO_LIMIT, Outside.TRUNCATE), Rejection.byRatio(Reduction.SEQUENCE_MEAN, low, high));
            default -> throw GoldenParams.unknown("truncated_importance_sampling_type", type);
        };
    }

    private static Correction weight(double low, double high, Outside outside) {
        return new ImportanceWeight(Weight.TOKEN, low, high, outside, Normalization.NONE, LogRatioBounds.NONE);
    }
}
