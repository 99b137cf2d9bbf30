package io.kafkagrpo.learner.log;

/** The run's log contradicts itself, or lacks what it refers to; the message is one sentence for a person. */
public final class BrokenLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenLogException(String sentence) {
        super(sentence);
    }

    public BrokenLogException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
