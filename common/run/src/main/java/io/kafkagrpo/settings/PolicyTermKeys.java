package io.kafkagrpo.settings;

import io.kafkagrpo.rl.objective.SequenceMask;
import io.kafkagrpo.rl.objective.term.Dppo;

/** More keys under {@code objective}: what single policy terms and masks ask for. Part of {@link Keys#ALL}. */
public final class PolicyTermKeys {
    private PolicyTermKeys() {}

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static final Key<Double> POLICY_WEIGHT =
            Key.number("objective.policy-weight", 1, 0, NO_LIMIT, "multiplies the policy term");
    public static final Key<Double> LOG_RATIO_PENALTY = Key.number(
            "objective.log-ratio-penalty", 0, 0, NO_LIMIT, "weight of the squared log-ratio to the ratio's anchor");

    public static final Key<Dppo.Mask> DPPO_MASK = Key.choice(
            "objective.dppo-mask",
            Dppo.Mask.TOTAL_VARIATION,
            "dppo: how a token's distance is measured, and which ones it drops");
    public static final Key<Double> DPPO_LOW =
            Key.number("objective.dppo-low", 0.2, 0, NO_LIMIT, "dppo: most distance where the advantage is negative");
    public static final Key<Double> DPPO_HIGH =
            Key.number("objective.dppo-high", 0.2, 0, NO_LIMIT, "dppo: most distance where the advantage is positive");
    public static final Key<Dppo.Value> DPPO_VALUE = Key.choice(
            "objective.dppo-value", Dppo.Value.RATIO, "dppo: what the loss's value is; the slopes are the same");
    public static final Key<Double> DPPO_CAP = Key.numberAbove(
            "objective.dppo-cap", null, 0, "dppo with dppo-value log-probability: most weight of a token");

    public static final Key<Double> DRO_BETA =
            Key.number("objective.dro-beta", 0.1, 0, NO_LIMIT, "dro: weight of half the squared log-ratio");

    public static final Key<Double> COVARIANCE_FRACTION = Key.number(
            "objective.covariance-fraction",
            2e-4,
            0,
            1,
            "clip-cov, kl-cov: part of the step's tokens that is chosen, at least one");
    public static final Key<Double> COVARIANCE_LOWER = Key.number(
            "objective.covariance-lower", 1, -1e9, NO_LIMIT, "clip-cov: covariance above which a token may go");
    public static final Key<Double> COVARIANCE_UPPER = Key.number(
            "objective.covariance-upper", 5, -1e9, NO_LIMIT, "clip-cov: covariance below which a token may go");
    public static final Key<Double> COVARIANCE_PENALTY = Key.number(
            "objective.covariance-penalty",
            0.1,
            0,
            NO_LIMIT,
            "kl-cov: weight of the absolute log-ratio of chosen tokens");

    public static final Key<Double> VESPO_POWER_POSITIVE =
            Key.numberAbove("objective.vespo-power-positive", 2.0, 0, "vespo: k of positive advantages");
    public static final Key<Double> VESPO_DECAY_POSITIVE =
            Key.numberAbove("objective.vespo-decay-positive", 3.0, 0, "vespo: lambda of positive advantages");
    public static final Key<Double> VESPO_POWER_NEGATIVE =
            Key.numberAbove("objective.vespo-power-negative", 3.0, 0, "vespo: k of negative advantages");
    public static final Key<Double> VESPO_DECAY_NEGATIVE =
            Key.numberAbove("objective.vespo-decay-negative", 2.0, 0, "vespo: lambda of negative advantages");

    public static final Key<Double> SEQUENCE_MASK_THRESHOLD = Key.optionalNumber(
            "objective.sequence-mask-threshold",
            "mean log-ratio of old to current policy, in nats, above which a completion with a negative advantage is dropped; silent: never");
    public static final Key<SequenceMask.Against> SEQUENCE_MASK_AGAINST = Key.choice(
            "objective.sequence-mask-against",
            SequenceMask.Against.SAMPLER,
            "whose log-probabilities are the old ones of sequence-mask-threshold");
    public static final Key<Double> TOP_ENTROPY = Key.number(
            "objective.top-entropy",
            1,
            1e-6,
            1,
            "part of the step's tokens, by entropy, that the policy term keeps; 1: all");

    public static final Key<Double> ENTROPY_COEFFICIENT = Key.number(
            "objective.entropy-coefficient",
            0,
            0,
            NO_LIMIT,
            "weight of the policy's entropy, which the loss rewards; with entropy-target what it begins with");
    public static final Key<ObjectiveChoices.PenaltyMean> ENTROPY_AGGREGATION = Key.choice(
            "objective.entropy-aggregation",
            ObjectiveChoices.PenaltyMean.SAME,
            "how the tokens' entropies become one number, where otherwise than the policy term's");
    public static final Key<Double> ENTROPY_TARGET = Key.numberAbove(
            "objective.entropy-target",
            null,
            0,
            "mean entropy of a token, in nats, that the coefficient is adapted to between steps; silent: it stays");
    public static final Key<Double> ENTROPY_COEFFICIENT_STEP = Key.numberAbove(
            "objective.entropy-coefficient-step",
            1e-4,
            0,
            "entropy-target: what the coefficient gains below the target, and loses otherwise, at each step");
    public static final Key<Double> ENTROPY_COEFFICIENT_MAXIMUM = Key.numberAbove(
            "objective.entropy-coefficient-maximum", 5e-3, 0, "entropy-target: the coefficient's largest value");
}
