package io.kafkagrpo.engine.train;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019), applied to every weight.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay share of a weight, times the learning rate, that each step takes off; 0 or more
 */
public record OptimizerSettings(double beta1, double beta2, double epsilon, double weightDecay) {

    public OptimizerSettings {
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 up to below 1");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 up to below 1");
        require(epsilon > 0 && epsilon < 1, "epsilon", epsilon, "above 0, below 1");
        require(weightDecay >= 0 && weightDecay < 1, "weight-decay", weightDecay, "0 up to below 1");
    }

    private static void require(boolean holds, String name, double value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("AdamW's " + name + " is " + value + "; allowed is " + allowed + ".");
        }
    }
}
