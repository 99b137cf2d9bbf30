package io.kafkagrpo.rl.objective.term;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The clipped surrogate without a few tokens whose covariance of advantage and log-probability is high, for these
 * drive the entropy down (clip-cov, arXiv:2505.22617, eq. 11; verl "clip_cov").
 *
 * @param clip the surrogate
 * @param fraction at most this part of all counted tokens, but at least one, is dropped
 * @param lower covariance above which a token may be dropped
 * @param upper covariance below which it may
 * @param seed of the draw, where there are more candidates than may be dropped
 */
public record ClipCov(Clipped clip, double fraction, double lower, double upper, long seed)
        implements TokenPolicyTerm, TokenSelector {
    /** Refuses a fraction outside [0, 1] and bounds in the wrong order. */
    public ClipCov {
        if (!(fraction >= 0.0 && fraction <= 1.0 && lower <= upper)) {
            throw new IllegalArgumentException(
                    "clip-cov needs a fraction from 0 to 1 and ordered bounds, not %s, [%s, %s]"
                            .formatted(fraction, lower, upper));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        if (!in.selected) {
            clip.evaluate(in, out);
        }
    }

    @Override
    public boolean[][] select(StepTokens step) {
        List<StepTokens.Place> all = step.covariances();
        List<StepTokens.Place> candidates = new ArrayList<>();
        for (StepTokens.Place place : all) {
            if (place.covariance() > lower && place.covariance() < upper && !isClipped(step, place)) {
                candidates.add(place);
            }
        }
        int most = Math.min(candidates.size(), Math.max(1, (int) (fraction * all.size())));
        boolean[][] chosen = step.none();
        SplittableRandom random = new SplittableRandom(seed ^ fingerprint(candidates));
        for (int n = 0; n < most; n++) {
            // The rest is shuffled only as far as needed; all of them are taken, whatever the draw, if there are
            // few.
            StepTokens.Place place = candidates.set(n + random.nextInt(candidates.size() - n), candidates.get(n));
            chosen[place.sample()][place.token()] = true;
        }
        return chosen;
    }

    private boolean isClipped(StepTokens step, StepTokens.Place place) {
        int i = place.sample();
        int t = place.token();
        double advantage = step.advantages()[i][t];
        double ratio = Math.exp(step.logProbabilities()[i][t] - step.anchors()[i][t]);
        return advantage > 0.0 ? ratio > 1.0 + clip.high() : advantage < 0.0 && ratio < 1.0 - clip.low();
    }

    /** Another draw for another step, the same one for the same. */
    private static long fingerprint(List<StepTokens.Place> candidates) {
        long hash = candidates.size();
        for (StepTokens.Place place : candidates) {
            hash = 31 * hash + Double.doubleToLongBits(place.covariance());
        }
        return hash;
    }
}
