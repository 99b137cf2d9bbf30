package io.kafkagrpo.learner;

/** The learner can't go on; the message is one sentence for a person. */
final class LearnerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LearnerException(String sentence) {
        super(sentence);
    }
}
