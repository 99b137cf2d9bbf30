package io.kafkagrpo.engine.score;

import java.util.ArrayList;
import java.util.List;

/**
 * A model's scores of a given completion, and the likeliest tokens at each of its places.
 *
 * @param logProbabilities of each completion token, in nats, at the temperature asked for
 * @param alternatives the likeliest tokens at the place of each completion token, and one more: those
 *     after the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TopScores(float[] logProbabilities, List<TopLogits> alternatives) {

    public TopScores {
        alternatives = List.copyOf(alternatives);
    }

    /** The scores of a lengthened completion, from the program's rows [predictions, 2 + 2 * top]. */
    static TopScores of(MicroBatch.Part part, double[] values, int top) {
        int width = 2 + 2 * top;
        var logProbabilities = new float[part.length() - 1];
        var alternatives = new ArrayList<TopLogits>();
        for (int i = 0; i < part.length(); i++) {
            int start = (part.start() + i) * width;
            if (i < logProbabilities.length) {
                logProbabilities[i] = (float) values[start];
            }
            alternatives.add(TopLogits.ofRow(values, start, top));
        }
        return new TopScores(logProbabilities, alternatives);
    }
}
