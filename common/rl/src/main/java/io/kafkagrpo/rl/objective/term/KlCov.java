package io.kafkagrpo.rl.objective.term;

import java.util.Comparator;

/**
 * −r A without a clip, and a penalty abs(log r) on those tokens whose covariance of advantage and log-probability
 * is largest (kl-cov, arXiv:2505.22617, eq. 13; verl "kl_cov").
 *
 * @param fraction this part of all counted tokens, but at least one, is penalised
 * @param coefficient of the penalty
 */
public record KlCov(double fraction, double coefficient) implements TokenPolicyTerm, TokenSelector {
    /** Refuses a fraction outside [0, 1] and a negative coefficient. */
    public KlCov {
        if (!(fraction >= 0.0 && fraction <= 1.0 && coefficient >= 0.0 && Double.isFinite(coefficient))) {
            throw new IllegalArgumentException(
                    "kl-cov needs a fraction from 0 to 1 and a coefficient of 0 or more, not %s and %s"
                            .formatted(fraction, coefficient));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        out.loss = -in.advantage * in.ratio;
        out.slopeByLogRatio = out.loss;
        if (in.selected) {
            out.loss += coefficient * Math.abs(in.logRatio);
            out.slopeByRawLogRatio = coefficient * Math.signum(in.logRatio);
        }
    }

    @Override
    public boolean needsAdvantage() {
        return false;
    }

    @Override
    public boolean[][] select(StepTokens step) {
        var all = step.covariances();
        boolean[][] chosen = step.none();
        all.stream()
                .sorted(Comparator.comparingDouble(StepTokens.Place::covariance).reversed())
                .limit(Math.max(1, (int) (fraction * all.size())))
                .forEach(place -> chosen[place.sample()][place.token()] = true);
        return chosen;
    }
}
