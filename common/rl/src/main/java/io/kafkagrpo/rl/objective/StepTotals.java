package io.kafkagrpo.rl.objective;

import java.util.List;

/**
 * What the denominators of a step are made of, known from the masks before the first forward pass. A shard of a
 * step gets the whole step's totals; an implementation that averages over d devices has a d-th of them on each.
 *
 * @param tokens counted completion tokens
 * @param samples completions
 * @param nonEmptySamples completions with at least one counted token
 */
public record StepTotals(double tokens, double samples, double nonEmptySamples) {
    /** The totals of all samples of a step. */
    public static StepTotals of(List<Sample> samples) {
        long tokens = 0;
        int nonEmpty = 0;
        for (Sample sample : samples) {
            tokens += sample.countedTokens();
            nonEmpty += sample.countedTokens() > 0 ? 1 : 0;
        }
        return new StepTotals(tokens, samples.size(), nonEmpty);
    }

    /** 1 / count, or 0 where nothing is counted: nothing is then weighted with it. */
    static double inverse(double count) {
        return count > 0.0 ? 1.0 / count : 0.0;
    }
}
