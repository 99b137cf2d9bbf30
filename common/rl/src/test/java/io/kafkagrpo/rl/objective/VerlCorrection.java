package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.Correction.Direction;
import io.kafkagrpo.rl.objective.correction.Correction.ImportanceWeight;
import io.kafkagrpo.rl.objective.correction.Correction.Normalization;
import io.kafkagrpo.rl.objective.correction.Correction.Outside;
import io.kafkagrpo.rl.objective.correction.Correction.Reduction;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.correction.Statistic;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import java.util.ArrayList;
import java.util.List;

/** verl's RolloutCorrectionConfig. */
final class VerlCorrection {
    private VerlCorrection() {}

    static OffPolicyCorrection of(GoldenParams params) {
        boolean bypass = params.flag("bypass_mode", false);
        boolean weighs = params.has("rollout_is")
                && (!bypass || params.text("loss_type", "ppo_clip").equals("reinforce"));
        boolean number = !params.isText("rollout_is_threshold");
        boolean plain = !bypass && !params.has("rollout_rs") && !params.flag("rollout_is_batch_normalize", false);
        if (!weighs && !params.has("rollout_rs")) {
            return new OffPolicyCorrection.None();
        }
        if (weighs && plain && number) {
            return single(params);
        }
        List<Correction> members = new ArrayList<>();
        if (weighs) {
            members.add(weight(params));
        }
        if (params.has("rollout_rs")) {
            addRejections(params, members);
        }
        return new StackedCorrection(
                members,
                bypass ? StackedCorrection.Anchor.SAMPLER : StackedCorrection.Anchor.PROXIMAL,
                StackedCorrection.Sees.ALL_COUNTED,
                StackedCorrection.Rejected.NOWHERE);
    }

    /** What one criterion can say, by the settings that came first. */
    private static OffPolicyCorrection single(GoldenParams params) {
        OffPolicyCorrection.Decoupled plain = OffPolicyCorrection.Decoupled.of(
                span(params),
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

    private static Weight span(GoldenParams params) {
        String level = params.text("rollout_is");
        return switch (level) {
            case "token" -> Weight.TOKEN;
            case "sequence" -> Weight.SEQUENCE_PRODUCT;
            default -> throw GoldenParams.unknown("rollout_is", level);
        };
    }

    private static Correction weight(GoldenParams params) {
        Normalization normalization =
                params.flag("rollout_is_batch_normalize", false) ? Normalization.STEP_MEAN : Normalization.NONE;
        boolean range = params.isText("rollout_is_threshold");
        String[] bounds = range ? params.text("rollout_is_threshold").split("_") : new String[0];
        return new ImportanceWeight(
                span(params),
                range ? Double.parseDouble(bounds[0]) : 0.0,
                range ? Double.parseDouble(bounds[1]) : params.number("rollout_is_threshold", 2.0),
                range ? Outside.ZERO : Outside.TRUNCATE,
                normalization,
                LogRatioBounds.TWENTY);
    }

    private static void addRejections(GoldenParams params, List<Correction> members) {
        String[] options = params.text("rollout_rs").split(",");
        String[] thresholds = params.isText("rollout_rs_threshold")
                ? params.text("rollout_rs_threshold").split(",")
                : new String[] {Double.toString(params.number("rollout_rs_threshold"))};
        for (int i = 0; i < options.length; i++) {
            members.add(rejection(options[i].strip(), thresholds[Math.min(i, thresholds.length - 1)].strip()));
        }
    }

    private static Correction rejection(String option, String threshold) {
        int cut = option.lastIndexOf('_');
        Reduction reduction = switch (option.substring(0, cut)) {
            case "token" -> Reduction.TOKEN;
            case "seq_sum" -> Reduction.SEQUENCE_SUM;
            case "seq_mean" -> Reduction.SEQUENCE_MEAN;
            case "seq_max" -> Reduction.SEQUENCE_MAX;
            default -> throw GoldenParams.unknown("rollout_rs", option);
        };
        String[] bounds = threshold.split("_");
        double upper = Double.parseDouble(bounds[bounds.length - 1]);
        return switch (option.substring(cut + 1)) {
            case "k1" ->
                // The logarithm of bounds on the ratio, which is the same as bounds on its exponential
                new Rejection(
                        Statistic.RATIO,
                        Direction.SAMPLER_OVER_TRAINER,
                        reduction,
                        bounds.length == 1 ? 1.0 / upper : Double.parseDouble(bounds[0]),
                        upper);
            case "k2" -> divergence(Statistic.K2, reduction, upper);
            case "k3" -> divergence(Statistic.K3, reduction, upper);
            default -> throw GoldenParams.unknown("rollout_rs", option);
        };
    }

    private static Correction divergence(Statistic statistic, Reduction reduction, double upper) {
        return new Rejection(statistic, Direction.SAMPLER_OVER_TRAINER, reduction, Double.NEGATIVE_INFINITY, upper);
    }
}
