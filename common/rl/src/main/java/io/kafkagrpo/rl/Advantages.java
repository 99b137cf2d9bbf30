package io.kafkagrpo.rl;

import java.util.Arrays;
import java.util.List;

/**
 * Group-relative advantages. A reward of NaN is missing: left out of every statistic, its advantage 0. A group
 * whose rewards are all equal (largest = smallest, exactly) has advantages of exactly 0.
 */
public final class Advantages {
    private Advantages() {}

    /**
     * The advantages of one group.
     *
     * @param rewards one per member, NaN where missing
     * @throws IllegalArgumentException for {@link AdvantageSettings.Estimator#BATCH}, which needs the whole step
     */
    public static double[] ofGroup(AdvantageSettings settings, double[] rewards) {
        if (settings.estimator() == AdvantageSettings.Estimator.BATCH) {
            throw new IllegalArgumentException("advantage estimator batch needs all groups of a step, not one");
        }
        return ofGroup(settings, rewards, 0.0);
    }

    /** The advantages of all groups of a step, in order. */
    public static double[][] ofStep(AdvantageSettings settings, List<double[]> groups) {
        RunningStatistics step = new RunningStatistics();
        for (double[] group : groups) {
            step.merge(RunningStatistics.of(group));
        }
        double[][] advantages = new double[groups.size()][];
        for (int g = 0; g < advantages.length; g++) {
            advantages[g] = ofGroup(settings, groups.get(g), step.standardDeviation());
        }
        return advantages;
    }

    /** Whether a group has nothing to compare: fewer than two rewards, or all equal. */
    public static boolean isZeroVariance(double[] rewards) {
        RunningStatistics group = RunningStatistics.of(rewards);
        return group.count() < 2 || group.maximum() == group.minimum();
    }

    private static double[] ofGroup(AdvantageSettings settings, double[] rewards, double stepDeviation) {
        RunningStatistics group = RunningStatistics.of(rewards);
        double[] advantages = new double[rewards.length];
        if (group.count() == 1 && settings.singleMember() == AdvantageSettings.SingleMember.REWARD) {
            boolean scaled = settings.estimator() == AdvantageSettings.Estimator.GROUP;
            double scale = scaled ? 1.0 / (1.0 + settings.epsilon()) : 1.0;
            Arrays.setAll(advantages, i -> Double.isNaN(rewards[i]) ? 0.0 : rewards[i] * scale);
            return advantages;
        }
        if (isZeroVariance(rewards)) {
            return advantages;
        }
        double scale = switch (settings.estimator()) {
            case GROUP -> 1.0 / (group.standardDeviation() + settings.epsilon());
            case BATCH -> 1.0 / (stepDeviation + settings.epsilon());
            case GROUP_MEAN -> 1.0;
            case LEAVE_ONE_OUT -> group.count() / (group.count() - 1.0);
        };
        Arrays.setAll(advantages, i -> Double.isNaN(rewards[i]) ? 0.0 : (rewards[i] - group.mean()) * scale);
        return advantages;
    }
}
