package io.kafkagrpo.rl.objective;

/** One token's policy loss with its two partial slopes; reused from token to token, to spare allocations. */
final class TokenTerm {
    /** The loss before any weight. */
    double loss;
    /** d loss / d log-ratio. */
    double slopeByLogRatio;
    /** d loss / d log-probability, the log-ratio held. */
    double slopeByLogProbability;
    /** The clip at the low end decided. */
    boolean clippedLow;
    /** The clip at the high end decided. */
    boolean clippedHigh;
    /** The cap on the loss of a negative advantage (dual clip, or delta) decided. */
    boolean capped;

    void reset() {
        loss = 0.0;
        slopeByLogRatio = 0.0;
        slopeByLogProbability = 0.0;
        clippedLow = false;
        clippedHigh = false;
        capped = false;
    }
}
