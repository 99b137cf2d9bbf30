package io.kafkagrpo.engine.score;

/**
 * A model's scores of a given completion.
 *
 * @param logProbabilities of each completion token, in nats, at the temperature asked for
 * @param entropies of the distribution at each completion token, in nats
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Scores(float[] logProbabilities, float[] entropies) {

    /** Cuts the scores [2 * predictions] of a micro-batch into those of its sequences, by their planned index. */
    public static void scatter(MicroBatch batch, float[] values, Scores[] target) {
        for (MicroBatch.Part part : batch.parts()) {
            target[part.sequence()] = of(batch, part, values);
        }
    }

    /** The scores of one sequence of a micro-batch. */
    public static Scores of(MicroBatch batch, MicroBatch.Part part, float[] values) {
        int entropyStart = batch.predictions() + part.start();
        return new Scores(
                java.util.Arrays.copyOfRange(values, part.start(), part.start() + part.length()),
                java.util.Arrays.copyOfRange(values, entropyStart, entropyStart + part.length()));
    }
}
