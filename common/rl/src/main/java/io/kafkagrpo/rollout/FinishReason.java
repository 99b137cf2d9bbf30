package io.kafkagrpo.rollout;

/** Why a completion ended. */
public enum FinishReason {
    /** An end-of-sequence token, which is the completion's last, or a stop condition. */
    STOP,
    /** The most new tokens that were asked for. */
    LENGTH,
    /** The model's context was full. */
    CONTEXT;

    /** Whether the completion was cut off before it ended by itself. */
    public boolean isTruncated() {
        return this != STOP;
    }
}
