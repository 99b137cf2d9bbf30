package io.kafkagrpo.meter;

/**
 * Names of the services' own meters, as Micrometer takes them. Prometheus shows them with {@code _}
 * for each dot, counters with {@code _total} and timers with {@code _seconds} behind. What they mean
 * stands in {@link MeterTable}.
 */
public final class MeterNames {
    /** Before every meter of ours. */
    public static final String PREFIX = "kafka.grpo.";

    public static final String STEP = PREFIX + "step";
    public static final String VERSION_AGE = PREFIX + "version.age.seconds";
    public static final String FINISHED = PREFIX + "finished";
    public static final String GROUPS_USED = PREFIX + "groups.used";
    public static final String GROUPS_DROPPED = PREFIX + "groups.dropped";
    public static final String GROUPS_FAILING = PREFIX + "groups.failing";
    public static final String GROUPS_AWAITED = PREFIX + "groups.awaited";
    public static final String PHASE = PREFIX + "phase";
    /** Before the name of what an evaluation measured. */
    public static final String EVALUATION = PREFIX + "evaluation.";

    public static final String GENERATOR_VERSION = PREFIX + "generator.version";
    public static final String GENERATOR_ACTIVE = PREFIX + "generator.active";
    public static final String GENERATOR_WAITING = PREFIX + "generator.waiting";
    public static final String GENERATOR_DECODE_STEPS = PREFIX + "generator.decode.steps";
    public static final String GENERATOR_TOKENS = PREFIX + "generator.tokens";
    public static final String GENERATOR_COMPLETIONS = PREFIX + "generator.completions";

    public static final String REWARDS = PREFIX + "rewards";

    public static final String DASHBOARD_RUNS = PREFIX + "dashboard.runs";
    public static final String DASHBOARD_RECORDS = PREFIX + "dashboard.records";
    public static final String DASHBOARD_FOREIGN = PREFIX + "dashboard.foreign.records";
    public static final String DASHBOARD_LEFT = PREFIX + "dashboard.records.left";
    public static final String DASHBOARD_TROUBLE = PREFIX + "dashboard.trouble";

    private MeterNames() {}

    /** The meter of a step's metric, such as {@code kafka.grpo.reward.mean} of {@code reward/mean}. */
    public static String ofMetric(String metric) {
        return PREFIX + metric.replace('/', '.');
    }
}
