package io.kafkagrpo.task.reward;

import java.util.concurrent.CompletableFuture;

/**
 * A reward function that takes time: it waits for another process, another machine or somebody else's code. It is
 * asked on one thread and answers on one of its own, so that whoever asks never waits.
 */
public interface SlowReward extends RewardFunction, AutoCloseable {

    /** What became of one question; a future of it never fails. */
    sealed interface Answer {
        /** @param raw what was answered word for word, where that says more than the value; else empty */
        record Value(double value, String raw) implements Answer {}

        /** This completion has no value, however often it is asked for. */
        record None(String because, String raw) implements Answer {}

        /** The function itself is late or dead; later it may have a value for this very completion. */
        record Unavailable(String because) implements Answer {}
    }

    /** Begins to score. How many may be asked at a time is the caller's business. */
    CompletableFuture<Answer> ask(ScoringInput input);

    /**
     * A digest of all code and texts that the values depend on and that don't stand in the configuration, such as
     * the bytes of a script.
     */
    String identity();

    @Override
    default double score(ScoringInput input) throws RewardException {
        return switch (ask(input).join()) {
            case Answer.Value value -> value.value();
            case Answer.None none -> throw new RewardException(none.because());
            case Answer.Unavailable unavailable -> throw new RewardException(unavailable.because());
        };
    }

    /** Ends threads and processes; questions still open are answered as unavailable. */
    @Override
    void close();
}
