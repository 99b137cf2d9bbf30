package io.kafkagrpo.meter;

import io.kafkagrpo.record.MetricNames;
import java.util.List;

/**
 * What the learner shows of the newest step and of the newest evaluation. A value that the newest one
 * lacks is NaN.
 */
final class StepMeters {
    private static final String TOKEN_SHARE = "share of tokens";

    static final List<MeterRow> OF_STEPS = List.of(
            step(MetricNames.REWARD, "", "Mean total reward of the step's completions."),
            step("reward/std", "", "Standard deviation of the totals."),
            step(MetricNames.REWARD_OF + "FUNCTION", "", "Mean of one reward function, before its weight."),
            step(MetricNames.ACCURACY, "share", "Completions with the right answer, where the task has answers."),
            step("advantage/mean", "", "Mean advantage."),
            step("advantage/min", "", "Smallest advantage."),
            step("advantage/max", "", "Largest advantage."),
            step(
                    MetricNames.ZERO_VARIANCE,
                    "share",
                    "Groups of the batch whose rewards are all equal: they teach nothing."),
            step(
                    MetricNames.GIVEN_UP,
                    "groups",
                    "Groups that the step no longer waited for, with `stale-groups: wait`."),
            step(MetricNames.STALENESS, "versions", "Age of the groups' oldest tokens, mean."),
            step(MetricNames.STALENESS_MAX, "versions", "The same, of the stalest group."),
            step(
                    MetricNames.PROBLEMS_OF + "CLASS",
                    "problems",
                    "Problems that are `easy`, `normal` or `hard` by the steps before, where the run chooses by that."),
            step(
                    MetricNames.ADMITTED_OF + "CLASS",
                    "problems",
                    "Problems of a class that were admitted since the step before."),
            step("length/mean", "tokens", "Mean length of a completion."),
            step("length/min", "tokens", "The shortest one."),
            step("length/max", "tokens", "The longest one."),
            step("length/truncated", "share", "Completions that were cut off at their limit."),
            step("completions/trained", "completions", "Completions of the batch."),
            step("rows/passed", "completions", "Completions that needed a pass through the model."),
            step(MetricNames.LOSS, "", "The objective's value."),
            step("loss/policy", "", "Its part without the KL penalty and the entropy bonus."),
            step("loss/kl", "", "Its KL penalty."),
            step("loss/entropy", "", "Its entropy bonus, which lowers it."),
            step(MetricNames.KL, "nats per token", "Estimated KL divergence to the reference model."),
            step("entropy", "nats per token", "How undecided the policy is."),
            step("entropy/counted", "nats per token", "The same over counted tokens alone, with an entropy bonus."),
            step("entropy_coefficient", "", "The weight that the entropy bonus had."),
            step("ratio/mean", "", "Mean ratio of the policy to the sampler."),
            step("ratio/max", "", "Its maximum."),
            step("clip_fraction/low", TOKEN_SHARE, "Clipped below."),
            step("clip_fraction/high", TOKEN_SHARE, "Clipped above."),
            step("clip_fraction/capped", TOKEN_SHARE, "Capped by the dual clip."),
            step("importance_weight/mean", "", "Mean weight that corrects for the sampler."),
            step("importance_weight/min", "", "Its minimum."),
            step("importance_weight/max", "", "Its maximum."),
            step("importance_weight/corrected", TOKEN_SHARE, "Truncated or masked by the correction."),
            step("effective_sample_size", "share", "Kish's effective sample size."),
            step("mismatch_kl", "nats per token", "Sampler against trainer at the same version, k3."),
            step("mismatch_kl/k1", "nats per token", "The same, k1."),
            step("mismatch_kl/tokens", "tokens", "Tokens that these two were measured on."),
            step("behaviour_kl", "nats per token", "Sampler against trainer over all tokens, k3."),
            step("behaviour_kl/k1", "nats per token", "The same, k1."),
            step("gradient_norm", "", "Length of the gradient before clipping."),
            step("learning_rate", "", "The optimizer's step size."),
            step(MetricNames.GENERATOR_SPEED, "tokens/s", "Completion tokens that arrived, by the step's seconds."),
            step(MetricNames.LEARNER_SPEED, "tokens/s", "Completion tokens of the batch, by the seconds of training."),
            step("weights/payload_bytes", "bytes", "What the new weights took in the log."),
            step("memory/resident_bytes", "bytes", "Memory of the learner's process, on Linux."),
            step("memory/resident_peak_bytes", "bytes", "The most it had so far."));

    static final List<MeterRow> OF_EVALUATIONS = List.of(
            evaluation("step", "", "The step after which the newest evaluation was asked for."),
            evaluation(MetricNames.ACCURACY, "share", "Right answers to held-out problems."),
            evaluation(MetricNames.PASS_AT + "K", "share", "Problems of which at least one of K samples is right."),
            evaluation(MetricNames.EVALUATION_REWARD, "", "Mean total reward."),
            evaluation(MetricNames.REWARD_OF + "FUNCTION", "", "Mean of one reward function, before its weight."),
            evaluation("length", "tokens", "Mean length of a completion."),
            evaluation("truncated", "share", "Completions that were cut off at their limit."));

    private StepMeters() {}

    private static MeterRow step(String metric, String unit, String meaning) {
        return MeterRow.gauge(MeterTable.LEARNER, MeterNames.ofMetric(metric), unit, meaning);
    }

    private static MeterRow evaluation(String result, String unit, String meaning) {
        return MeterRow.gauge(MeterTable.LEARNER, MeterNames.EVALUATION + result.replace('/', '.'), unit, meaning);
    }
}
