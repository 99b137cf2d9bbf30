package io.kafkagrpo.rl.objective.term;

/** −A log π, without a ratio (Williams, 1992; verl's "gpg"). Off-policy correction may still weight it. */
public record Reinforce() implements TokenPolicyTerm {
    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        out.loss = -in.advantage * in.logProbability;
        out.slopeByLogProbability = -in.advantage;
    }
}
