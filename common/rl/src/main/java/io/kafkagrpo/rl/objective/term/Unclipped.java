package io.kafkagrpo.rl.objective.term;

/** −r A: the importance-weighted policy gradient without any clip (SkyRL's and Tinker's "importance_sampling"). */
public record Unclipped() implements TokenPolicyTerm {
    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        out.loss = -in.advantage * in.ratio;
        out.slopeByLogRatio = out.loss;
    }
}
