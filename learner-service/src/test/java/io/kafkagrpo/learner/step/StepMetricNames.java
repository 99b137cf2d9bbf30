package io.kafkagrpo.learner.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of a step whose objective measures all there is to measure, of a run with one reward function
 * {@code f0}. {@link StepMetricsTest} holds a real step to it. What the step itself can't know is not among
 * them: {@link #OF_ELSEWHERE}.
 */
public final class StepMetricNames {
    /**
     * What the loop adds: where the task has answers, when the weights are encoded, where problems are chosen, and
     * where groups are waited for.
     */
    public static final List<String> OF_ELSEWHERE = List.of(
            "accuracy",
            "weights/payload_bytes",
            "difficulty/problems_hard",
            "difficulty/admitted_hard",
            "seconds/held",
            "groups/given_up");

    private static final List<String> EVERYWHERE = List.of(
            // rewards and groups
            "reward/mean",
            "reward/std",
            "reward/f0",
            "groups/zero_variance",
            "groups/dropped",
            "groups/dropped_stale",
            "groups/dropped_zero_variance",
            "groups/dropped_failed",
            "advantage/mean",
            "advantage/min",
            "advantage/max",
            "staleness/mean",
            "staleness/max",
            "length/mean",
            "length/min",
            "length/max",
            "length/truncated",
            "tokens/generated",
            "tokens/trained",
            "tokens/counted",
            "completions/trained",
            "rows/passed",
            // objective
            "loss",
            "loss/policy",
            "loss/kl",
            "loss/entropy",
            "kl",
            "entropy",
            "entropy/counted",
            "entropy_coefficient",
            "ratio/mean",
            "ratio/max",
            "clip_fraction/low",
            "clip_fraction/high",
            "clip_fraction/capped",
            "importance_weight/mean",
            "importance_weight/min",
            "importance_weight/max",
            "importance_weight/corrected",
            "effective_sample_size",
            "mismatch_kl",
            "mismatch_kl/k1",
            "mismatch_kl/tokens",
            "behaviour_kl",
            "behaviour_kl/k1",
            "gradient_norm",
            "learning_rate",
            // speed and time
            "generator/tokens_per_second",
            "learner/tokens_per_second",
            "seconds/wait",
            "seconds/reference",
            "seconds/forward_backward",
            "seconds/optimizer",
            "seconds/train",
            "seconds/step",
            "seconds/publish_wait",
            "seconds/publish_before",
            "seconds/publish_cpu_before",
            "seconds/checkpoint_before");

    /** What Linux says of a process. */
    private static final List<String> OF_LINUX = List.of("memory/resident_bytes", "memory/resident_peak_bytes");

    private StepMetricNames() {}

    /** All of them, whatever the machine is. */
    public static List<String> everywhere() {
        List<String> names = new ArrayList<>(EVERYWHERE);
        names.addAll(OF_LINUX);
        names.addAll(OF_ELSEWHERE);
        return names;
    }

    static List<String> ofThisMachine() {
        List<String> names = new ArrayList<>(EVERYWHERE);
        if (Files.exists(Path.of("/proc/self/status"))) {
            names.addAll(OF_LINUX);
        }
        return names;
    }
}
