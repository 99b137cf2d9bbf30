package io.kafkagrpo.scoring.again;

/** A reward function gives no value for any completion, so that scoring with it is in vain. */
public final class NoRewardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param because why there was none for the last one */
    NoRewardException(String function, long completions, String because) {
        super("The reward function %s gave a value for none of %d completions, at last because: %s"
                .formatted(function, completions, because));
    }
}
