package io.kafkagrpo.rl;

import java.util.List;

/** How the values of several reward functions become one number per completion. NaN is missing. */
public final class RewardAggregation {
    private static final double ROUNDING = 1.0e-12;

    private RewardAggregation() {}

    /**
     * Advantages of a step that normalise each reward function in its group first, then sum by weight, then
     * normalise over the step (GDPO, arXiv:2601.05242; TRL multi_objective_aggregation "normalize_then_sum").
     *
     * @param groups per group, the values as [function][member]
     * @param weights one per function
     * @param epsilon added to each standard deviation
     */
    public static double[][] normalizeThenSum(List<double[][]> groups, double[] weights, double epsilon) {
        AdvantageSettings perFunction =
                new AdvantageSettings(AdvantageSettings.Estimator.GROUP, epsilon, AdvantageSettings.SingleMember.ZERO);
        double[][] totals = new double[groups.size()][];
        RunningStatistics step = new RunningStatistics();
        for (int g = 0; g < totals.length; g++) {
            totals[g] = totalsOfGroup(groups.get(g), weights, perFunction);
            step.merge(RunningStatistics.of(totals[g]));
        }
        double deviation = step.standardDeviation();
        for (double[] group : totals) {
            for (int i = 0; i < group.length; i++) {
                double distance = group[i] - step.mean();
                // The totals' mean is zero but for rounding, so that of a group without differences must not
                // get a sign.
                boolean apart = Math.abs(distance) > ROUNDING * deviation;
                group[i] = apart ? distance / (deviation + epsilon) : 0.0;
            }
        }
        return totals;
    }

    private static double[] totalsOfGroup(double[][] values, double[] weights, AdvantageSettings perFunction) {
        double[][] normalized = new double[values.length][];
        for (int k = 0; k < values.length; k++) {
            normalized[k] = Advantages.ofGroup(perFunction, values[k]);
        }
        double[] totals = new double[values[0].length];
        for (int i = 0; i < totals.length; i++) {
            double sum = 0.0;
            boolean any = false;
            for (int k = 0; k < values.length; k++) {
                sum += weights[k] * normalized[k][i];
                any |= !Double.isNaN(values[k][i]);
            }
            totals[i] = any ? sum : Double.NaN;
        }
        return totals;
    }
}
