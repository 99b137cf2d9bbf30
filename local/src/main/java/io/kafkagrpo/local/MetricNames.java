package io.kafkagrpo.local;

/** Names of the metrics that the learner writes into its steps and evaluations. */
final class MetricNames {
    static final String REWARD = "reward/mean";
    static final String EVALUATION_REWARD = "reward";
    static final String ACCURACY = "accuracy";
    /** Before the number of samples. */
    static final String PASS_AT = "pass_at_";

    static final String KL = "kl";
    static final String LOSS = "loss";
    static final String GENERATOR_SPEED = "generator/tokens_per_second";
    static final String LEARNER_SPEED = "learner/tokens_per_second";
    static final String STALENESS = "staleness/mean";
    static final String STALENESS_MAX = "staleness/max";

    private MetricNames() {}
}
