package io.kafkagrpo.meter;

import static io.kafkagrpo.meter.MeterRow.counter;
import static io.kafkagrpo.meter.MeterRow.gauge;
import static io.kafkagrpo.meter.MeterRow.timer;

import io.kafkagrpo.record.MetricNames;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every meter of ours that a service shows; docs/metrics.md is made of it. */
public final class MeterTable {
    public static final String LEARNER = "learner";
    public static final String GENERATOR = "generator";
    public static final String REWARD = "reward-service";
    public static final String DASHBOARD = "dashboard";

    private static final String HEAD =
            "| name | type | unit | labels | service | meaning |\n|---|---|---|---|---|---|\n";

    private static final List<MeterRow> OF_SERVICES = List.of(
            gauge(LEARNER, MeterNames.STEP, "", "The newest training step in the log."),
            gauge(
                    LEARNER,
                    MeterNames.VERSION_AGE,
                    "s",
                    "Time since the newest weight version was published, or since the learner started; 0 after the run's end."),
            gauge(LEARNER, MeterNames.FINISHED, "", "1 once the run is finished, else 0."),
            gauge(
                    LEARNER,
                    MeterNames.GROUPS_FAILING,
                    "groups",
                    "Training groups that failed one after another up to now; 0 when one could be scored after all."),
            gauge(
                    LEARNER,
                    MeterNames.GROUPS_AWAITED,
                    "groups",
                    "Groups in flight that hold the next step back, with `stale-groups: wait`; 0 while none does."),
            counter(LEARNER, MeterNames.GROUPS_USED, "", "groups", "Groups that steps trained on."),
            counter(
                    LEARNER,
                    MeterNames.GROUPS_DROPPED,
                    "reason",
                    "groups",
                    "Groups that steps left out: `stale`, `zero_variance` or `failed`."),
            counter(
                    LEARNER,
                    MeterNames.ofMetric(MetricNames.TOKENS + "generated"),
                    "",
                    "tokens",
                    "Tokens of the steps' completions."),
            counter(
                    LEARNER,
                    MeterNames.ofMetric(MetricNames.TOKENS + "trained"),
                    "",
                    "tokens",
                    "Tokens that went through the trainer."),
            counter(
                    LEARNER,
                    MeterNames.ofMetric(MetricNames.TOKENS + "counted"),
                    "",
                    "tokens",
                    "Tokens that the loss counts."),
            timer(
                    LEARNER,
                    MeterNames.PHASE,
                    "phase",
                    "Where steps spend their time: `wait` for groups (and in it `held`, with `stale-groups: wait`), `train`, and its parts; `publish_wait` for the step before to be in the log; `step` is all three together."),
            gauge(
                    GENERATOR,
                    MeterNames.GENERATOR_VERSION,
                    "",
                    "The weight version that it samples with; −1 before the first."),
            gauge(GENERATOR, MeterNames.GENERATOR_ACTIVE, "sequences", "Sequences that are being decoded."),
            gauge(
                    GENERATOR,
                    MeterNames.GENERATOR_WAITING,
                    "prompts",
                    "Prompts that it holds and has not begun: they wait for a slot or for a newer version."),
            counter(
                    GENERATOR,
                    MeterNames.GENERATOR_DECODE_STEPS,
                    "",
                    "steps",
                    "Decode steps; each draws one token for every active sequence."),
            counter(GENERATOR, MeterNames.GENERATOR_TOKENS, "", "tokens", "Tokens of finished completions."),
            counter(
                    GENERATOR,
                    MeterNames.GENERATOR_COMPLETIONS,
                    "outcome",
                    "completions",
                    "Completions that ended: `finished`, or `failed` with a reason in the log."),
            counter(
                    REWARD,
                    MeterNames.REWARDS,
                    "function, outcome",
                    "rewards",
                    "What each reward function gave: a `value`, or a reward that is `missing`, with its reason in the log."),
            gauge(DASHBOARD, MeterNames.DASHBOARD_RUNS, "runs", "Runs that it shows."),
            counter(DASHBOARD, MeterNames.DASHBOARD_RECORDS, "", "records", "Records that it has read, of all runs."),
            counter(
                    DASHBOARD,
                    MeterNames.DASHBOARD_FOREIGN,
                    "",
                    "records",
                    "Records among them that are none of the run's in whose topic they lie."),
            gauge(
                    DASHBOARD,
                    MeterNames.DASHBOARD_LEFT,
                    "records",
                    "Records that lie ahead of it in the topics that it follows."),
            gauge(
                    DASHBOARD,
                    MeterNames.DASHBOARD_TROUBLE,
                    "",
                    "1 while it can't read what is new, and says so on the page; else 0."));

    private MeterTable() {}

    /** In the order of the documentation. */
    public static List<MeterRow> all() {
        return Stream.of(OF_SERVICES, StepMeters.OF_STEPS, StepMeters.OF_EVALUATIONS)
                .flatMap(List::stream)
                .toList();
    }

    /** Those of one service. */
    public static List<MeterRow> of(String service) {
        return all().stream().filter(meter -> meter.service().equals(service)).toList();
    }

    /** The table as docs/metrics.md has it, in Markdown. */
    public static String markdown() {
        return HEAD + all().stream().map(MeterRow::row).collect(Collectors.joining("\n", "", "\n"));
    }
}
