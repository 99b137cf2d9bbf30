package io.kafkagrpo.engine.score;

/**
 * A text of which a part is scored: a prompt and its completion in one.
 *
 * @param ids token ids of both
 * @param promptLength how many of them are the prompt; the completion is the rest. At least one of each
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity and never copied, for batches hold many
public record TokenSequence(int[] ids, int promptLength) {

    public TokenSequence {
        if (promptLength < 1 || promptLength >= ids.length) {
            throw new IllegalArgumentException("A sequence of " + ids.length + " tokens can't have a prompt of "
                    + promptLength + ": prompt and completion need at least one token each.");
        }
    }

    /** Number of tokens of the completion. */
    public int completionLength() {
        return ids.length - promptLength;
    }
}
