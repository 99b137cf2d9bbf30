package io.kafkagrpo.rl.objective.term;

/**
 * Direct reward optimisation, −(A log π − β/2 z²) with z the log-ratio: a quadratic penalty in the clip's place
 * (arXiv:2405.19107; verl "dro").
 *
 * @param beta β
 */
public record Dro(double beta) implements TokenPolicyTerm {
    /** Refuses a negative β. */
    public Dro {
        if (!(beta >= 0.0 && Double.isFinite(beta))) {
            throw new IllegalArgumentException("DRO's beta %s must be 0 or more".formatted(beta));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        out.loss = -(in.advantage * in.logProbability - 0.5 * beta * in.logRatio * in.logRatio);
        out.slopeByLogProbability = -in.advantage;
        out.slopeByRawLogRatio = beta * in.logRatio;
    }

    @Override
    public boolean needsAdvantage() {
        return false;
    }
}
