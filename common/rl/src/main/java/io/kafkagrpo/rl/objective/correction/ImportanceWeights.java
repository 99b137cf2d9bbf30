package io.kafkagrpo.rl.objective.correction;

import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import java.util.List;

/** Importance weights and rejections of one completion's tokens, constants of the objective. */
public final class ImportanceWeights {
    private final double[] values;
    private final boolean[] corrected;
    private final boolean[] rejected;
    private final boolean removing;

    ImportanceWeights(double[] values, boolean[] corrected, boolean[] rejected, boolean removing) {
        this.values = values;
        this.corrected = corrected;
        this.rejected = rejected;
        this.removing = removing;
    }

    /** The weights of a sample by a correction that needs no other sample. */
    public static ImportanceWeights of(OffPolicyCorrection correction, LogDistances sample) {
        return switch (correction) {
            case Decoupled decoupled -> DecoupledWeights.of(decoupled, sample);
            case StackedCorrection stack ->
                CorrectionStack.weights(stack, List.of(sample)).getFirst();
            case OffPolicyCorrection.None _, OffPolicyCorrection.ProximalOnly _ ->
                throw new IllegalArgumentException("this correction has no weights");
        };
    }

    /** The weights of all samples of a step. */
    public static List<ImportanceWeights> ofStep(OffPolicyCorrection correction, List<LogDistances> samples) {
        return correction instanceof StackedCorrection stack
                ? CorrectionStack.weights(stack, samples)
                : samples.stream().map(sample -> of(correction, sample)).toList();
    }

    /** What a stack came to. */
    static ImportanceWeights stacked(
            LogDistances sample, double[] weights, boolean[] kept, boolean[] truncated, boolean removing) {
        boolean[] corrected = new boolean[weights.length];
        boolean[] rejected = new boolean[weights.length];
        for (int t = 0; t < weights.length; t++) {
            rejected[t] = sample.counts(t) && !kept[t];
            corrected[t] = rejected[t] || truncated[t];
        }
        return new ImportanceWeights(weights, corrected, rejected, removing);
    }

    /** The weight of token t as it multiplies the loss; 0 where the token is rejected. */
    public double weight(int t) {
        return rejected[t] ? 0.0 : values[t];
    }

    /** The weight of token t before any rejection. */
    public double unrejected(int t) {
        return values[t];
    }

    /** Whether token t's weight was truncated, or the token rejected. */
    public boolean isCorrected(int t) {
        return corrected[t];
    }

    /** Whether token t was rejected, whatever it leaves behind. */
    public boolean isRejected(int t) {
        return rejected[t];
    }

    /** Whether token t takes no part at all in the loss. */
    public boolean isRemoved(int t) {
        return removing && rejected[t];
    }
}
