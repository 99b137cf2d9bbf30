package io.kafkagrpo.engine.train;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019), of every weight or of all but
 * the hidden matrices.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay share of a weight, times the learning rate, that each step takes off; 0 or more; Muon's, too
 * @param hiddenMatrices what steps the matrices of the layers
 */
public record OptimizerSettings(
        double beta1, double beta2, double epsilon, double weightDecay, HiddenMatrixRule hiddenMatrices) {

    /** What steps the two-dimensional weights of the layers; embeddings and head are none of them. */
    public sealed interface HiddenMatrixRule {}

    /** AdamW, as everything else. */
    public record ByAdamw() implements HiddenMatrixRule {}

    /**
     * Muon (Jordan 2024): momentum, made orthogonal. With the scale of Moonlight (arXiv:2502.16982), under which
     * AdamW's learning rate and weight decay fit.
     *
     * @param momentum decay of the sum of gradients, in [0, 1)
     */
    public record ByMuon(double momentum) implements HiddenMatrixRule {
        public ByMuon {
            require(momentum >= 0 && momentum < 1, "Muon's momentum", momentum, "0 up to below 1");
        }
    }

    public OptimizerSettings {
        require(beta1 >= 0 && beta1 < 1, "AdamW's beta1", beta1, "0 up to below 1");
        require(beta2 >= 0 && beta2 < 1, "AdamW's beta2", beta2, "0 up to below 1");
        require(epsilon > 0 && epsilon < 1, "AdamW's epsilon", epsilon, "above 0, below 1");
        require(weightDecay >= 0 && weightDecay < 1, "AdamW's weight-decay", weightDecay, "0 up to below 1");
    }

    /** AdamW for every weight. */
    public OptimizerSettings(double beta1, double beta2, double epsilon, double weightDecay) {
        this(beta1, beta2, epsilon, weightDecay, new ByAdamw());
    }

    private static void require(boolean holds, String name, double value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is " + allowed + ".");
        }
    }
}
