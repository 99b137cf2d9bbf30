package io.kafkagrpo.engine.score;

/**
 * The likeliest tokens after a place of a text. A token's log-probability there is its logit − {@code logSumExp}.
 *
 * @param logSumExp of all logits
 * @param tokenIds the likeliest first
 * @param logits theirs, divided by the temperature asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TopLogits(double logSumExp, int[] tokenIds, float[] logits) {

    /** Reads a row of the program's result: log-probability, logsumexp, logits, ids. */
    static TopLogits ofRow(double[] values, int start, int top) {
        var ids = new int[top];
        var logits = new float[top];
        for (int i = 0; i < top; i++) {
            logits[i] = (float) values[start + 2 + i];
            ids[i] = (int) values[start + 2 + top + i];
        }
        return new TopLogits(values[start + 1], ids, logits);
    }
}
