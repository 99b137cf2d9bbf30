package io.kafkagrpo.settings;

/**
 * The keys under {@code objective}: what a training step minimises. docs/algorithms.md has the formulas and their sources. Part
 * of {@link Keys#ALL}.
 */
public final class ObjectiveKeys {
    private ObjectiveKeys() {}

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    // Updates
    public static final Key<Integer> UPDATES_PER_BATCH = Key.integer(
            "objective.updates-per-batch", 1, 1, "optimizer steps on one batch (mu); together one training step");

    // Policy term
    public static final Key<String> POLICY_TERM = Key.choice(
            "objective.policy-term", "a token's loss by ratio and advantage", "clipped", "cispo", "reinforce", "sapo");
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
    public static final Key<String> RATIO_LEVEL = Key.choice(
            "objective.ratio-level", "what one importance ratio spans", "token", "sequence", "sequence-token");
    public static final Key<String> LOG_RATIO_BOUNDS = Key.choice(
            "objective.log-ratio-bounds",
            "limits of the log-ratio before it is exponentiated",
            "none",
            "twenty",
            "at-most-ten");

    // KL penalty
    public static final Key<Double> KL_COEFFICIENT = Key.number(
            "objective.kl-coefficient",
            0,
            0,
            NO_LIMIT,
            "weight of the KL to the reference model (beta); 0: no reference model is loaded");
    public static final Key<String> KL_ESTIMATOR = Key.choice(
            "objective.kl-estimator",
            "per-token estimator of the KL to the reference model",
            "k3",
            "k1",
            "k2",
            "abs",
            "low-var-kl",
            "k1-straight-through",
            "k3-straight-through");
    public static final Key<String> KL_WEIGHTING = Key.choice(
            "objective.kl-weighting",
            "what multiplies the estimate: nothing, or the importance ratio",
            "none",
            "ratio");
    public static final Key<String> KL_AGGREGATION = Key.choice(
            "objective.kl-aggregation",
            "how the penalty's tokens become one number, where otherwise than the policy term's",
            "same",
            "sequence-mean",
            "token-mean",
            "sequence-sum",
            "constant");
    public static final Key<Integer> REFERENCE_EVERY = Key.integer(
            "objective.reference-every", 0, 0, "steps after which the policy becomes the reference model; 0: never");

    // Aggregation
    public static final Key<String> AGGREGATION = Key.choice(
            "objective.aggregation",
            "how the tokens' losses become one number",
            "sequence-mean",
            "token-mean",
            "sequence-sum",
            "constant");
    public static final Key<String> EMPTY_ROWS = Key.choice(
            "objective.empty-rows",
            "whether completions without a counted token count among those averaged over",
            "counted",
            "left-out");
    public static final Key<Double> LENGTH_EPSILON =
            Key.number("objective.length-epsilon", 0, 0, 1, "sequence-mean: added to a completion's length");
    public static final Key<Double> CONSTANT_TOKENS =
            Key.numberAbove("objective.constant-tokens", null, 0, "constant: the denominator, in tokens");
    public static final Key<String> CONSTANT_PER =
            Key.choice("objective.constant-per", "constant: what the denominator stands for", "row", "step");

    // Off-policy correction
    public static final Key<String> CORRECTION = Key.choice(
            "objective.correction",
            "what the ratio is taken against, and whether a weight corrects for the sampler's distance",
            "none",
            "proximal-only",
            "decoupled");
    public static final Key<String> IMPORTANCE_WEIGHT = Key.choice(
            "objective.importance-weight",
            "decoupled: what one weight spans",
            "token",
            "sequence-product",
            "sequence-geometric-mean");
    public static final Key<String> IMPORTANCE_ACTION =
            Key.choice("objective.importance-action", "decoupled: what happens out of bounds", "truncate", "mask");
    public static final Key<Double> IMPORTANCE_LOWER = Key.optionalNumber(
            "objective.importance-lower", "decoupled: smallest value of the criterion; silent: no bound");
    public static final Key<Double> IMPORTANCE_UPPER = Key.optionalNumber(
            "objective.importance-upper", "decoupled: largest value of the criterion; silent: no bound");
    public static final Key<String> IMPORTANCE_CRITERION = Key.choice(
            "objective.importance-criterion",
            "decoupled: what is compared with the bounds",
            "weight",
            "ratio",
            "k1",
            "k2",
            "k3");
    public static final Key<String> IMPORTANCE_SCOPE = Key.choice(
            "objective.importance-scope",
            "decoupled: how the tokens' criteria are reduced; the weight itself has its own span",
            "token",
            "sequence-sum",
            "sequence-mean",
            "sequence-max");
    public static final Key<String> MASKED_TOKENS = Key.choice(
            "objective.masked-tokens",
            "decoupled: whether masked tokens stay in sequence-level ratios and in the KL penalty",
            "zero-weight",
            "removed");
    public static final Key<String> IMPORTANCE_LOG_BOUNDS = Key.choice(
            "objective.importance-log-bounds",
            "decoupled: limits of a weight's logarithm before it is exponentiated",
            "none",
            "twenty",
            "at-most-ten");
}
