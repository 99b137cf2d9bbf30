package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.record.MetricNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One figure of a run over its steps.
 *
 * @param id in addresses
 * @param title above it
 * @param unit of its axis
 * @param help one sentence for newcomers
 * @param names metrics that it draws
 * @param prefixes beginnings of names of metrics that it draws too
 * @param others beginnings' exceptions, which other figures draw
 */
public record Figure(
        String id,
        String title,
        String unit,
        String help,
        Set<String> names,
        List<String> prefixes,
        Set<String> others) {

    /** All figures in the order of the page. */
    public static final List<Figure> ALL = List.of(
            new Figure(
                    "reward",
                    "Reward",
                    "per completion",
                    "Mean reward of the step's completions, and of each reward function before its weight. It should"
                            + " rise.",
                    Set.of(MetricNames.REWARD),
                    List.of(MetricNames.REWARD_OF),
                    Set.of("reward/std", "reward/min", "reward/max")),
            of(
                    "accuracy",
                    "Accuracy",
                    "share",
                    "Share of right answers: of the step's own samples, and of held-out problems at evaluations."
                            + " Pass@k: at least one of k samples is right.",
                    MetricNames.ACCURACY),
            of(
                    "kl",
                    "KL to the reference",
                    "nats per token",
                    "How far the policy has moved from the reference model. A steep rise often comes before rewards"
                            + " that are gamed. Empty where the run has no reference.",
                    MetricNames.KL),
            of(
                    "entropy",
                    "Entropy",
                    "nats per token",
                    "How undecided the policy is at each token. Near zero it no longer tries anything new.",
                    "entropy"),
            of(
                    "length",
                    "Length of completions",
                    "tokens",
                    "Shortest, mean and longest completion of the step.",
                    "length/mean",
                    "length/min",
                    "length/max"),
            of(
                    "truncated",
                    "Cut off",
                    "share",
                    "Share of completions that reached their limit before they ended. Such a one often lacks its"
                            + " answer.",
                    "length/truncated"),
            new Figure(
                    "clipping",
                    "Clip fraction",
                    "share of tokens",
                    "Share of tokens whose probability has moved so far that the objective clips them: downwards"
                            + " (low), upwards (high).",
                    Set.of(),
                    List.of("clip_fraction/"),
                    Set.of()),
            of(
                    "staleness",
                    "Staleness",
                    "versions",
                    "How many versions old the weights were that sampled the step's oldest tokens. The run's"
                            + " max-staleness bounds it.",
                    MetricNames.STALENESS,
                    MetricNames.STALENESS_MAX),
            of(
                    "gradient",
                    "Gradient norm",
                    "before clipping",
                    "Length of the gradient. Spikes are steps that pull hard; a run that diverges shows here first.",
                    "gradient_norm"),
            of(
                    "loss",
                    "Loss",
                    "",
                    "The objective's value. It hovers near zero; its fall is no sign of learning here.",
                    MetricNames.LOSS),
            new Figure(
                    "seconds",
                    "Seconds per phase",
                    "s",
                    "Where a step's time goes. Much wait: generators are the bottleneck; much train: the learner is.",
                    Set.of(),
                    List.of(MetricNames.SECONDS),
                    Set.of()),
            of(
                    "speed",
                    "Throughput",
                    "tokens per second",
                    "Tokens that arrived from generators over the whole step, and tokens that the learner trained on"
                            + " while it trained.",
                    MetricNames.GENERATOR_SPEED,
                    MetricNames.LEARNER_SPEED),
            new Figure(
                    "dropped",
                    "Dropped groups",
                    "groups",
                    "Groups that the step did not train on: too old, all rewards equal, or failed. Each is replaced by"
                            + " another.",
                    Set.of(),
                    List.of(MetricNames.DROPPED_FOR),
                    Set.of()),
            new Figure(
                    "difficulty",
                    "Problems by difficulty",
                    "problems",
                    "How many of the training problems are easy, normal and hard by their past pass rates; those that"
                            + " nobody has seen yet are normal. Empty where the run has no data.difficulty.",
                    Set.of(),
                    List.of(MetricNames.PROBLEMS_OF),
                    Set.of()),
            of("rate", "Learning rate", "", "Step size of the optimizer, by its schedule.", "learning_rate"),
            of(
                    "published",
                    "Bytes of weights published",
                    "bytes",
                    "What the step's new weights took in the log: deltas are small, a full snapshot shows as a peak.",
                    "weights/payload_bytes"));

    private static Figure of(String id, String title, String unit, String help, String... names) {
        return new Figure(id, title, unit, help, Set.of(names), List.of(), Set.of());
    }

    /** Whether it draws a metric. */
    public boolean draws(String metric) {
        return names.contains(metric) || (prefixes.stream().anyMatch(metric::startsWith) && !others.contains(metric));
    }

    /** The figure that draws a metric. */
    public static Optional<Figure> drawing(String metric) {
        return ALL.stream().filter(figure -> figure.draws(metric)).findFirst();
    }
}
