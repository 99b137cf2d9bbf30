package io.kafkagrpo.rl.objective.term;

import java.util.ArrayList;
import java.util.List;

/**
 * All tokens of a step, as [sample][token].
 *
 * @param advantages of each token
 * @param logProbabilities log π
 * @param anchors log-probabilities that ratios are taken against
 * @param counted which tokens count; the other values of the rest may be anything
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StepTokens(double[][] advantages, double[][] logProbabilities, double[][] anchors, boolean[][] counted) {
    /** A token's place and its covariance. */
    record Place(int sample, int token, double covariance) {}

    /**
     * The counted tokens in order, with (A − mean A)(log π − mean log π), means over all of them (the covariance
     * that drives entropy, arXiv:2505.22617, eq. 10).
     */
    List<Place> covariances() {
        double advantage = mean(advantages);
        double logProbability = mean(logProbabilities);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < counted.length; i++) {
            for (int t = 0; t < counted[i].length; t++) {
                if (counted[i][t]) {
                    double covariance = (advantages[i][t] - advantage) * (logProbabilities[i][t] - logProbability);
                    places.add(new Place(i, t, covariance));
                }
            }
        }
        return places;
    }

    /** None chosen. */
    boolean[][] none() {
        boolean[][] none = new boolean[counted.length][];
        for (int i = 0; i < none.length; i++) {
            none[i] = new boolean[counted[i].length];
        }
        return none;
    }

    private double mean(double[][] values) {
        double sum = 0.0;
        long count = 0;
        for (int i = 0; i < counted.length; i++) {
            for (int t = 0; t < counted[i].length; t++) {
                if (counted[i][t]) {
                    sum += values[i][t];
                    count++;
                }
            }
        }
        return count == 0 ? 0.0 : sum / count;
    }
}
