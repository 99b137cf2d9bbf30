package io.kafkagrpo.task.reward;

/**
 * A reward configuration is wrong. The message is one sentence with the name or key, the value and what is allowed.
 */
public final class RewardConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RewardConfigurationException(String message) {
        super(message);
    }

    public RewardConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
