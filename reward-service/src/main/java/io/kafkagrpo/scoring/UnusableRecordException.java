package io.kafkagrpo.scoring;

/** A record that can't be a member of a group. The message says in one sentence what is wrong with it. */
final class UnusableRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableRecordException(String sentence) {
        super(sentence);
    }

    UnusableRecordException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
