package io.kafkagrpo.task.reward;

/** 1 if the completion ended by itself (end-of-sequence token or stop string), 0 if it was cut. */
public final class EndedReward implements RewardFunction {

    public static final String NAME = "ended";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        return input.finishReason().isTruncated() ? 0 : 1;
    }
}
