package io.kafkagrpo.engine.generate;

/**
 * How tokens are drawn.
 *
 * @param temperature logits are divided by it; 0 takes the most likely token always
 * @param maxNewTokens most tokens of a completion, at least 1
 * @param topK only this many of the most likely tokens; 0 for all
 * @param topP a token is kept while the probabilities of the likelier ones sum to less than this; 1 keeps all
 * @param minP only tokens at least this share as likely as the most likely one; 0 for all
 */
public record Sampling(double temperature, int maxNewTokens, int topK, double topP, double minP) {

    /** Checks the ranges. */
    public Sampling {
        require(temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "temperature", temperature, "0 or more");
        require(maxNewTokens >= 1, "max-new-tokens", maxNewTokens, "1 or more");
        require(topK >= 0, "top-k", topK, "0 (off) or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "above 0, up to 1 (off)");
        require(minP >= 0 && minP < 1, "min-p", minP, "0 (off) up to below 1");
    }

    /** Drawn from the whole distribution at a temperature, as training needs it. */
    public static Sampling untruncated(double temperature, int maxNewTokens) {
        return new Sampling(temperature, maxNewTokens, 0, 1, 0);
    }

    /** The most likely token always. */
    public static Sampling greedy(int maxNewTokens) {
        return untruncated(0, maxNewTokens);
    }

    /** Whether the most likely token is taken always. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether some tokens are left out before drawing. */
    public boolean isTruncated() {
        return !isGreedy() && (topK > 0 || topP < 1 || minP > 0);
    }

    private static void require(boolean holds, String name, Number value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("Sampling's " + name + " is " + value + "; allowed is " + allowed + ".");
        }
    }
}
