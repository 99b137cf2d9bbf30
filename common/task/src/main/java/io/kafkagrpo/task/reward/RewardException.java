package io.kafkagrpo.task.reward;

/** A reward can't be computed for one input. The message says why in one sentence. */
public final class RewardException extends Exception {

    private static final long serialVersionUID = 1L;

    public RewardException(String message) {
        super(message);
    }

    public RewardException(String message, Throwable cause) {
        super(message, cause);
    }
}
