package io.kafkagrpo.rl;

/**
 * How rewards become advantages.
 *
 * @param estimator baseline and scale
 * @param epsilon added to the standard deviation; the tutorial and TRL 1e-4, verl 1e-6
 * @param singleMember what a group with one reward gives
 */
public record AdvantageSettings(Estimator estimator, double epsilon, SingleMember singleMember) {
    /** Baseline and scale of A_i, with r̄ the group's mean reward and s a sample standard deviation (n − 1). */
    public enum Estimator {
        /** (r_i − r̄) / (s_group + ε): GRPO, arXiv:2402.03300; TRL scale_rewards "group"; verl "grpo". */
        GROUP,
        /** r_i − r̄: Dr. GRPO, arXiv:2503.20783; TRL "none"; verl norm_adv_by_std_in_grpo false. */
        GROUP_MEAN,
        /** (r_i − r̄) / (s_step + ε), s over all rewards of the step: TRL "batch" (arXiv:2508.08221). */
        BATCH,
        /** r_i − mean of the others: RLOO, arXiv:2402.14740; verl "rloo". */
        LEAVE_ONE_OUT
    }

    /** The advantage where a group has one reward only. */
    public enum SingleMember {
        /** Zero: there is nothing to compare with (TRL, rloo_vectorized of verl). */
        ZERO,
        /** The reward itself, baseline 0 and standard deviation 1 (verl "grpo", "rloo"). */
        REWARD
    }

    /** The tutorial's and TRL's. */
    public static final AdvantageSettings GRPO = new AdvantageSettings(Estimator.GROUP, 1.0e-4, SingleMember.ZERO);

    /** Refuses an epsilon that is not above zero. */
    public AdvantageSettings {
        if (!(epsilon > 0.0 && Double.isFinite(epsilon))) {
            throw new IllegalArgumentException("advantage epsilon %s must be above 0".formatted(epsilon));
        }
    }
}
