package io.kafkagrpo.report.paid;

/**
 * A completion that is looked at.
 *
 * @param order drawn by its name, so that the same ones are looked at whenever the topics are read
 * @param reward in total
 * @param tokens that it has
 * @param text of it, or as much as is looked at
 */
record Sampled(long order, double reward, int tokens, String text) {
    /** The beginning of a text tells what it is like. */
    static final int LONGEST_TEXT = 4000;

    Sampled {
        text = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }
}
