package io.kafkagrpo.weights;

/** The log of weights holds something that does not add up; the message says what. */
public final class WeightLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WeightLogException(String sentence) {
        super(sentence);
    }
}
