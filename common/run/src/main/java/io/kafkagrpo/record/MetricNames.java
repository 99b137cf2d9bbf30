package io.kafkagrpo.record;

/**
 * Metrics of steps and evaluations whose names somebody looks for. Any other name stands where the metric is
 * measured, once.
 */
public final class MetricNames {
    /** Mean total of a step's completions. */
    public static final String REWARD = "reward/mean";
    /** Before a reward function's name: its mean, in steps and in evaluations. */
    public static final String REWARD_OF = "reward/";
    /** Mean total of an evaluation's completions. */
    public static final String EVALUATION_REWARD = "reward";
    /** Share of correct completions, in steps and in evaluations. */
    public static final String ACCURACY = "accuracy";
    /** Before the number of samples. */
    public static final String PASS_AT = "pass_at_";

    public static final String LOSS = "loss";
    /** Mean KL to the reference model, where there is one. */
    public static final String KL = "kl";
    /** Completion tokens that arrived, by the step's seconds. */
    public static final String GENERATOR_SPEED = "generator/tokens_per_second";
    /** Completion tokens of the batch, by the seconds of training. */
    public static final String LEARNER_SPEED = "learner/tokens_per_second";

    public static final String STALENESS = "staleness/mean";
    public static final String STALENESS_MAX = "staleness/max";

    /** Before a phase: how long a step spent in it. */
    public static final String SECONDS = "seconds/";

    public static final String SECONDS_WAIT = SECONDS + "wait";
    public static final String SECONDS_TRAIN = SECONDS + "train";
    /** The part of the wait in which a step could have been made, with {@code stale-groups: wait}. */
    public static final String SECONDS_HELD = SECONDS + "held";
    /** Wait and training together. */
    public static final String SECONDS_STEP = SECONDS + "step";
    /** Before a kind of tokens: how many of it a step had. */
    public static final String TOKENS = "tokens/";
    /** Share of the step's groups whose rewards are all equal. */
    public static final String ZERO_VARIANCE = "groups/zero_variance";
    /** Groups that a step did not wait for any longer, with {@code stale-groups: wait}. */
    public static final String GIVEN_UP = "groups/given_up";
    /** Groups that were dropped for any reason. */
    public static final String DROPPED = "groups/dropped";
    /** Before a reason: groups that were dropped for it. */
    public static final String DROPPED_FOR = DROPPED + "_";

    /** Before a class of difficulty: problems that are of it, by the steps before. */
    public static final String PROBLEMS_OF = "difficulty/problems_";
    /** Before a class of difficulty: problems of it that were admitted since the step before. */
    public static final String ADMITTED_OF = "difficulty/admitted_";

    private MetricNames() {}
}
