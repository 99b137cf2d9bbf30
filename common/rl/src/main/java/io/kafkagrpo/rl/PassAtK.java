package io.kafkagrpo.rl;

/** Pass@k: the probability that at least one of k samples of a problem is right. */
public final class PassAtK {
    private PassAtK() {}

    /**
     * The unbiased estimate from n samples, 1 − C(n − c, k) / C(n, k), as a product that neither overflows nor
     * cancels (Chen et al. 2021, "Evaluating Large Language Models Trained on Code", arXiv:2107.03374, eq. 1).
     *
     * @param samples n, at least k
     * @param right c, how many of them are right
     * @param k at least 1
     */
    public static double estimate(int samples, int right, int k) {
        if (k < 1 || k > samples || right < 0 || right > samples) {
            throw new IllegalArgumentException(
                    "pass@%d of %d samples, %d of them right: k must be from 1 to the samples, and no more can be right"
                            .formatted(k, samples, right));
        }
        if (samples - right < k) {
            return 1.0; // whichever k are drawn, a right one is among them
        }
        double allWrong = 1.0;
        for (int i = samples - right + 1; i <= samples; i++) {
            allWrong *= 1.0 - (double) k / i;
        }
        return 1.0 - allWrong;
    }
}
