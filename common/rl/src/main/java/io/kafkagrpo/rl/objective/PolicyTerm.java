package io.kafkagrpo.rl.objective;

/** The policy part of a token's loss, as a function of its advantage A, importance ratio r and log-probability. */
public sealed interface PolicyTerm permits Clipped, Cispo, Reinforce, Sapo {
    /**
     * Fills {@code out} with the loss and its slopes.
     *
     * @param advantage A, not zero
     * @param ratio r, finite and above zero
     * @param logProbability log π of the token
     */
    void evaluate(double advantage, double ratio, double logProbability, TokenTerm out);
}
