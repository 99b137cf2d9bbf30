package io.kafkagrpo.rollout;

/** Why a completion ended. */
public enum FinishReason {
    /** An end-of-sequence token, which is the completion's last, or the stop condition. */
    STOP,
    /** The most new tokens that were asked for. */
    LENGTH,
    /** The longest context of the engine. */
    CONTEXT
}
