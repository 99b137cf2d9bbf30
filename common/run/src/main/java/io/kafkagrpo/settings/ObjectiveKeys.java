package io.kafkagrpo.settings;

import io.kafkagrpo.rl.objective.Aggregation;
import io.kafkagrpo.rl.objective.KlPenalty;
import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import java.util.List;

/**
 * The keys under {@code objective}: what a training step minimises. docs/algorithms.md has the formulas and their
 * sources. Part of {@link Keys#ALL}.
 */
public final class ObjectiveKeys {
    private ObjectiveKeys() {}

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static final Key<List<ObjectivePreset>> PRESETS = ObjectivePreset.KEY;

    // Updates
    public static final Key<Integer> UPDATES_PER_BATCH = Key.integer(
            "objective.updates-per-batch", 1, 1, "optimizer steps on one batch (mu); together one training step");

    // Policy term
    public static final Key<ObjectiveChoices.Term> POLICY_TERM =
            Key.choice("objective.policy-term", ObjectiveChoices.Term.CLIPPED, "a token's loss by ratio and advantage");
    public static final Key<Double> CLIP_LOW =
            Key.number("objective.clip-low", 0.2, 0, 1, "clipped: the ratio's lower bound is 1 - clip-low");
    public static final Key<Double> CLIP_HIGH =
            Key.number("objective.clip-high", 0.2, 0, NO_LIMIT, "clipped: the ratio's upper bound is 1 + clip-high");
    public static final Key<Double> DUAL_CLIP = Key.numberAbove(
            "objective.dual-clip", null, 1, "clipped: most loss of a negative advantage A, as a multiple of abs(A)");
    public static final Key<Double> DELTA =
            Key.numberAbove("objective.delta", null, 0, "clipped: largest ratio of a negative advantage");
    public static final Key<Double> CISPO_MINIMUM =
            Key.number("objective.cispo-minimum", 0, 0, NO_LIMIT, "cispo: smallest weight, an absolute ratio");
    public static final Key<Double> CISPO_MAXIMUM =
            Key.numberAbove("objective.cispo-maximum", null, 0, "cispo: largest weight, an absolute ratio");
    public static final Key<Double> SAPO_TEMPERATURE_POSITIVE = Key.numberAbove(
            "objective.sapo-temperature-positive", 1.0, 0, "sapo: steepness of the gate for positive advantages");
    public static final Key<Double> SAPO_TEMPERATURE_NEGATIVE = Key.numberAbove(
            "objective.sapo-temperature-negative", 1.05, 0, "sapo: steepness of the gate for negative advantages");

    // Ratio
    public static final Key<RatioLevel> RATIO_LEVEL =
            Key.choice("objective.ratio-level", RatioLevel.TOKEN, "what one importance ratio spans");
    public static final Key<ObjectiveChoices.Bounds> LOG_RATIO_BOUNDS = Key.choice(
            "objective.log-ratio-bounds",
            ObjectiveChoices.Bounds.NONE,
            "limits of the log-ratio before it is exponentiated");

    // KL penalty
    public static final Key<Double> KL_COEFFICIENT = Key.number(
            "objective.kl-coefficient",
            0,
            0,
            NO_LIMIT,
            "weight of the KL to the reference model (beta); 0: no reference model is loaded");
    public static final Key<KlEstimator> KL_ESTIMATOR = Key.choice(
            "objective.kl-estimator", KlEstimator.K3, "per-token estimator of the KL to the reference model");
    public static final Key<KlPenalty.Weighting> KL_WEIGHTING = Key.choice(
            "objective.kl-weighting",
            KlPenalty.Weighting.NONE,
            "what multiplies the estimate: nothing, or the importance ratio");
    public static final Key<ObjectiveChoices.PenaltyMean> KL_AGGREGATION = Key.choice(
            "objective.kl-aggregation",
            ObjectiveChoices.PenaltyMean.SAME,
            "how the penalty's tokens become one number, where otherwise than the policy term's");
    public static final Key<Integer> REFERENCE_EVERY = Key.integer(
            "objective.reference-every", 0, 0, "steps after which the policy becomes the reference model; 0: never");
    public static final Key<Double> REFERENCE_MIX = Key.number(
            "objective.reference-mix",
            1,
            1e-9,
            1,
            "share of the policy in the reference model after these steps, the rest is what it was before; 1: a copy");

    // Aggregation
    public static final Key<ObjectiveChoices.Mean> AGGREGATION = Key.choice(
            "objective.aggregation", ObjectiveChoices.Mean.SEQUENCE_MEAN, "how the tokens' losses become one number");
    public static final Key<Aggregation.EmptySamples> EMPTY_ROWS = Key.choice(
            "objective.empty-rows",
            Aggregation.EmptySamples.COUNTED,
            "whether completions without a counted token count among those averaged over");
    public static final Key<Double> LENGTH_EPSILON =
            Key.number("objective.length-epsilon", 0, 0, 1, "sequence-mean: added to a completion's length");
    public static final Key<Double> CONSTANT_TOKENS =
            Key.numberAbove("objective.constant-tokens", null, 0, "constant: the denominator, in tokens");
    public static final Key<Aggregation.Constant.Per> CONSTANT_PER = Key.choice(
            "objective.constant-per", Aggregation.Constant.Per.ROW, "constant: what the denominator stands for");

    // Off-policy correction
    public static final Key<ObjectiveChoices.Correction> CORRECTION = Key.choice(
            "objective.correction",
            ObjectiveChoices.Correction.NONE,
            "what the ratio is taken against, and whether a weight corrects for the sampler's distance");
    public static final Key<OffPolicyCorrection.Weight> IMPORTANCE_WEIGHT = Key.choice(
            "objective.importance-weight", OffPolicyCorrection.Weight.TOKEN, "decoupled: what one weight spans");
    public static final Key<OffPolicyCorrection.Action> IMPORTANCE_ACTION = Key.choice(
            "objective.importance-action",
            OffPolicyCorrection.Action.TRUNCATE,
            "decoupled: what happens out of bounds");
    public static final Key<Double> IMPORTANCE_LOWER = Key.optionalNumber(
            "objective.importance-lower", "decoupled: smallest value of the criterion; silent: no bound");
    public static final Key<Double> IMPORTANCE_UPPER = Key.optionalNumber(
            "objective.importance-upper", "decoupled: largest value of the criterion; silent: no bound");
    public static final Key<ObjectiveChoices.Criterion> IMPORTANCE_CRITERION = Key.choice(
            "objective.importance-criterion",
            ObjectiveChoices.Criterion.WEIGHT,
            "decoupled: what is compared with the bounds");
    public static final Key<OffPolicyCorrection.Scope> IMPORTANCE_SCOPE = Key.choice(
            "objective.importance-scope",
            OffPolicyCorrection.Scope.TOKEN,
            "decoupled: how the tokens' criteria are reduced; the weight itself has its own span");
    public static final Key<OffPolicyCorrection.Masking> MASKED_TOKENS = Key.choice(
            "objective.masked-tokens",
            OffPolicyCorrection.Masking.ZERO_WEIGHT,
            "decoupled: whether masked tokens stay in sequence-level ratios and in the KL penalty");
    public static final Key<ObjectiveChoices.Bounds> IMPORTANCE_LOG_BOUNDS = Key.choice(
            "objective.importance-log-bounds",
            ObjectiveChoices.Bounds.NONE,
            "decoupled: limits of a weight's logarithm before it is exponentiated");

    // A stacked correction
    public static final Key<List<Correction>> CORRECTIONS = new Key<>(
            "objective.corrections",
            CorrectionText::parse,
            null,
            Key.Presence.OPTIONAL,
            Key.Scope.RUN,
            CorrectionText.ALLOWED,
            "stacked: importance weights and rejections, in order");
    public static final Key<StackedCorrection.Anchor> CORRECTION_ANCHOR = Key.choice(
            "objective.correction-anchor",
            StackedCorrection.Anchor.PROXIMAL,
            "stacked: what the ratio is taken against; with sampler, the correction moves with the policy");
    public static final Key<StackedCorrection.Sees> CORRECTION_SEES = Key.choice(
            "objective.correction-sees",
            StackedCorrection.Sees.ALL_COUNTED,
            "stacked: which tokens a later member sees");
    public static final Key<StackedCorrection.Rejected> REJECTED_TOKENS = Key.choice(
            "objective.rejected-tokens",
            StackedCorrection.Rejected.IN_DENOMINATORS,
            "stacked: what a rejected token leaves behind");
}
