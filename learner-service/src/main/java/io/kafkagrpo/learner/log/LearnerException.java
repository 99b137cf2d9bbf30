package io.kafkagrpo.learner.log;

/** The learner can't go on, for the run's log doesn't add up; the message is one sentence for a person. */
public final class LearnerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LearnerException(String sentence) {
        super(sentence);
    }
}
