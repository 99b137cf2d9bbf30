package io.kafkagrpo.rl.objective.term;

/** What a token's policy loss is made of; reused from token to token, to spare allocations. */
public final class TokenInput {
    /** A; not zero where the term {@link PolicyTerm#needsAdvantage needs} it. */
    public double advantage;
    /** r, the importance ratio after its bounds: finite and above zero. */
    public double ratio;
    /** log r before any bounds, in nats. */
    public double logRatio;
    /** log π of the token. */
    public double logProbability;
    /** Log-probability of the token under the policy that the ratio is taken against. */
    public double anchor;
    /** Whether the term's own {@link TokenSelector} chose the token. */
    public boolean selected;
}
