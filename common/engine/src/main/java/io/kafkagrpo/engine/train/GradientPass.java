package io.kafkagrpo.engine.train;

import io.kafkagrpo.engine.score.MicroBatch;
import io.kafkagrpo.engine.score.Scores;
import io.kafkagrpo.engine.torch.NotFiniteException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks the slope function for each micro-batch and gathers the pass's figures; replicas call it at the same time.
 */
final class GradientPass {
    private final SlopeFunction function;
    private final List<double[]> entropies = new ArrayList<>();
    private long predicted;
    private long computed;

    GradientPass(SlopeFunction function) {
        this.function = function;
    }

    /**
     * The slopes by log-probability [predictions], followed by those by entropy [predictions] where any of these is
     * other than zero: only then do they cost anything.
     */
    synchronized float[] slopes(MicroBatch batch, float[] scores) {
        int predictions = batch.predictions();
        var slopes = new float[2 * predictions];
        boolean byEntropy = false;
        for (MicroBatch.Part part : batch.parts()) {
            Scores own = Scores.of(batch, part, scores);
            check(part.sequence(), "log-probability", own.logProbabilities());
            TokenSlopes given = function.slopes(part.sequence(), own);
            put(part, "slope", given.byLogProbability(), slopes, part.start());
            double[] ofEntropy = given.byEntropy();
            if (ofEntropy != null && Arrays.stream(ofEntropy).anyMatch(slope -> slope != 0)) {
                put(part, "slope by entropy", ofEntropy, slopes, predictions + part.start());
                byEntropy = true;
            }
        }
        return byEntropy ? slopes : Arrays.copyOf(slopes, predictions);
    }

    private static void put(MicroBatch.Part part, String what, double[] given, float[] slopes, int start) {
        if (given.length != part.length()) {
            throw new IllegalArgumentException("Sequence " + part.sequence() + " has " + part.length()
                    + " completion tokens, but " + given.length + " slopes were given.");
        }
        for (int i = 0; i < given.length; i++) {
            slopes[start + i] = (float) given[i];
        }
        check(part.sequence(), what, Arrays.copyOfRange(slopes, start, start + given.length));
    }

    private static void check(int sequence, String what, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NotFiniteException("The " + what + " of completion token " + i + " of sequence " + sequence
                        + " is " + values[i] + ".");
            }
        }
    }

    synchronized void add(MicroBatch batch, float[] scores) {
        double sum = 0;
        for (int i = batch.predictions(); i < scores.length; i++) {
            sum += scores[i];
        }
        // kept by sequence, so that the sum doesn't depend on which device was first
        entropies.add(new double[] {batch.parts().getFirst().sequence(), sum});
        predicted += batch.predictions();
        computed += batch.tokens();
    }

    synchronized PassResult result(int microBatches) {
        double entropy = entropies.stream()
                .sorted((a, b) -> Double.compare(a[0], b[0]))
                .mapToDouble(part -> part[1])
                .sum();
        return new PassResult(predicted == 0 ? 0 : entropy / predicted, predicted, computed, microBatches);
    }
}
