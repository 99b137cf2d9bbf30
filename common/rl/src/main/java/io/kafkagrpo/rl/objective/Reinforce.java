package io.kafkagrpo.rl.objective;

/** −A log π, without a ratio (Williams, 1992; verl's "gpg"). Off-policy correction may still weight it. */
public record Reinforce() implements PolicyTerm {
    @Override
    public void evaluate(double advantage, double ratio, double logProbability, TokenTerm out) {
        out.loss = -advantage * logProbability;
        out.slopeByLogProbability = -advantage;
    }
}
