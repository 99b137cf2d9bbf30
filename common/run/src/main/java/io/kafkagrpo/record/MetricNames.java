package io.kafkagrpo.record;

/** Names of the metrics that the learner writes into its steps and evaluations. */
public final class MetricNames {
    public static final String REWARD = "reward/mean";
    public static final String EVALUATION_REWARD = "reward";
    public static final String ACCURACY = "accuracy";
    /** Before the number of samples. */
    public static final String PASS_AT = "pass_at_";

    public static final String KL = "kl";
    static final String LOSS = "loss";
    public static final String GENERATOR_SPEED = "generator/tokens_per_second";
    public static final String LEARNER_SPEED = "learner/tokens_per_second";
    public static final String STALENESS = "staleness/mean";
    public static final String STALENESS_MAX = "staleness/max";

    private MetricNames() {}
}
