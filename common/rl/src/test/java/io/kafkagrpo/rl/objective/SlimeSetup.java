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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** slime's loss_function with its importance-sampling helpers. */
final class SlimeSetup {
    private static final Set<String> PARAMS = Set.of(
            "eps_clip",
            "eps_clip_high",
            "eps_clip_c",
            "advantage_estimator",
            "calculate_per_token_loss",
            "use_tis",
            "tis_function",
            "tis_clip",
            "tis_clip_low",
            "mis",
            "use_opsm",
            "opsm_delta",
            "use_rollout_logprobs");
    private static final Set<String> MIS = Set.of(
            "tis_level",
            "tis_mode",
            "tis_lower_bound",
            "tis_upper_bound",
            "use_rs",
            "rs_level",
            "rs_lower_bound",
            "rs_upper_bound",
            "rs_veto_threshold",
            "tis_batch_normalize");
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    private SlimeSetup() {}

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        GoldenParams params = new GoldenParams(node, PARAMS);
        double low = params.number("eps_clip");
        boolean perToken = params.flag("calculate_per_token_loss", false);
        SequenceMask mask = params.flag("use_opsm", false)
                ? new SequenceMask(params.number("opsm_delta", 1.0e-4), SequenceMask.Against.ANCHOR)
                : SequenceMask.NONE;
        ObjectiveSettings objective = new ObjectiveSettings(
                new Clipped(
                        low,
                        params.number("eps_clip_high", low),
                        params.number("eps_clip_c", Clipped.NO_CAP),
                        Clipped.NO_CAP),
                level(params.text("advantage_estimator", "grpo")),
                LogRatioBounds.NONE,
                params.flag("use_tis", false) ? correction(params) : new OffPolicyCorrection.None(),
                KlPenalty.NONE,
                perToken ? new Aggregation.TokenMean() : Aggregation.sequenceMean(),
                new ObjectiveSettings.Extras(1.0, 0.0, mask, EntropyMask.NONE));
        return new GoldenSetup(
                VerlSetup.grpoAdvantages(inputs, AdvantageSettings.Estimator.GROUP),
                objective,
                perToken ? atLeastOne(inputs) : null,
                1.0e-9);
    }

    private static RatioLevel level(String estimator) {
        return switch (estimator) {
            case "grpo" -> RatioLevel.TOKEN;
            case "gspo" -> RatioLevel.SEQUENCE;
            default -> throw GoldenParams.unknown("advantage_estimator", estimator);
        };
    }

    /** slime counts a completion without tokens as one token. */
    private static @Nullable StepTotals atLeastOne(GoldenInputs inputs) {
        double tokens = 0.0;
        boolean[][] mask = inputs.mask();
        for (boolean[] sample : mask) {
            int counted = 0;
            for (boolean counts : sample) {
                counted += counts ? 1 : 0;
            }
            tokens += Math.max(1, counted);
        }
        return new StepTotals(tokens, mask.length, mask.length, Map.of());
    }

    private static StackedCorrection correction(GoldenParams params) {
        String function = params.text("tis_function", "vanilla");
        double low = params.number("tis_clip_low", 0.0);
        double high = params.number("tis_clip", 2.0);
        return switch (function) {
            case "vanilla" -> stack(List.of(weight(Weight.TOKEN, low, high, Outside.TRUNCATE, Normalization.NONE)));
            case "icepop" -> stack(List.of(weight(Weight.TOKEN, low, high, Outside.ZERO, Normalization.NONE)));
            case "mis" -> mis(params.object("mis", MIS));
            default -> throw GoldenParams.unknown("tis_function", function);
        };
    }

    private static StackedCorrection stack(List<Correction> members) {
        return new StackedCorrection(
                members,
                StackedCorrection.Anchor.PROXIMAL,
                StackedCorrection.Sees.ALL_COUNTED,
                StackedCorrection.Rejected.IN_DENOMINATORS);
    }

    private static Correction weight(
            Weight span, double low, double high, Outside outside, Normalization normalization) {
        return new ImportanceWeight(span, low, high, outside, normalization, LogRatioBounds.TWENTY);
    }

    private static StackedCorrection mis(GoldenParams params) {
        List<Correction> members = new ArrayList<>();
        double upper = params.number("tis_upper_bound");
        double lower = params.number("tis_lower_bound", 1.0 / upper);
        Normalization normalization =
                params.flag("tis_batch_normalize", false) ? Normalization.STEP_MEAN : Normalization.NONE;
        String mode = params.text("tis_mode");
        Weight span = span(params.text("tis_level"));
        members.add(
                switch (mode) {
                    case "truncate" -> weight(span, 0.0, upper, Outside.TRUNCATE, normalization);
                    case "clip" -> weight(span, lower, upper, Outside.TRUNCATE, normalization);
                    case "mask" -> weight(span, lower, upper, Outside.REJECT, normalization);
                    default -> throw GoldenParams.unknown("tis_mode", mode);
                });
        if (params.flag("use_rs", false)) {
            double most = params.number("rs_upper_bound", upper);
            double least = params.number("rs_lower_bound", lower);
            members.add(Rejection.byRatio(reduction(params.text("rs_level")), least, most));
            if (params.has("rs_veto_threshold")) {
                members.add(Rejection.byRatio(Reduction.ANY_TOKEN, params.number("rs_veto_threshold"), NO_LIMIT));
            }
        }
        return stack(members);
    }

    private static Weight span(String level) {
        return switch (level) {
            case "token" -> Weight.TOKEN;
            case "sequence" -> Weight.SEQUENCE_PRODUCT;
            case "geometric" -> Weight.SEQUENCE_GEOMETRIC_MEAN;
            default -> throw GoldenParams.unknown("tis_level", level);
        };
    }

    private static Reduction reduction(String level) {
        return switch (level) {
            case "token" -> Reduction.TOKEN;
            case "sequence" -> Reduction.SEQUENCE_SUM;
            case "geometric" -> Reduction.SEQUENCE_MEAN;
            default -> throw GoldenParams.unknown("rs_level", level);
        };
    }
}
