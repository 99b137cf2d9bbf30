package io.kafkagrpo.rl.objective.term;

/** One token's policy loss with its partial slopes; reused from token to token, to spare allocations. */
public final class TokenTerm {
    /** The loss before any weight. */
    public double loss;
    /** d loss / d log-ratio by way of the ratio, which its bounds stop. */
    public double slopeByLogRatio;
    /** d loss / d log-ratio of a part that has no bounds. */
    public double slopeByRawLogRatio;
    /** d loss / d log-probability, the log-ratio held. */
    public double slopeByLogProbability;
    /** The clip at the low end decided. */
    public boolean clippedLow;
    /** The clip at the high end decided. */
    public boolean clippedHigh;
    /** The cap on the loss of a negative advantage (dual clip, or delta) decided. */
    public boolean capped;

    /** Back to no loss. */
    public void reset() {
        loss = 0.0;
        slopeByLogRatio = 0.0;
        slopeByRawLogRatio = 0.0;
        slopeByLogProbability = 0.0;
        clippedLow = false;
        clippedHigh = false;
        capped = false;
    }
}
