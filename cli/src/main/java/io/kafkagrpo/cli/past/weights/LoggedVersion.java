package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import org.jspecify.annotations.Nullable;

/**
 * A weight version that a run has announced, and what is left of it.
 *
 * @param announced where its chunks lie, or lay, and what they add up to
 * @param remains whether the weights can still be read
 * @param secondsSent from when the learner wrote down the training step to when it announced the version, its chunks
 *     all acknowledged; null where the log doesn't tell
 */
record LoggedVersion(
        WeightVersion announced, Remains remains, @Nullable Double secondsSent) {

    /** What is left of a version. */
    enum Remains {
        READABLE("yes"),
        /** Some of its own chunks, or all, are no longer in the topic. */
        GONE("gone"),
        /** Its own chunks are there, but those of a version that it builds on are gone. */
        BASE_GONE("base gone");

        private final String word;

        Remains(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    long number() {
        return announced.getVersion();
    }

    boolean isFull() {
        return announced.getKind() == WeightKind.FULL;
    }

    boolean isReadable() {
        return remains == Remains.READABLE;
    }
}
