package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationRequest;
import java.util.List;

/** What the loop decodes with: the engine with the newest weights at hand, or a script. One thread owns it. */
interface Decoder extends AutoCloseable {
    /** Waits for what decoding needs, and makes it. */
    @FunctionalInterface
    interface Opener {
        Decoder open();
    }

    /** The weight version that the next token comes from. */
    long version();

    /** Takes up the newest weights that have arrived, if they may be taken now; whether there were any. */
    boolean takesNewWeights();

    /** Whether groups may be submitted: not while those in flight are to end before new weights are taken up. */
    boolean admits();

    /** Queues a group; its members join as slots become free. */
    void submit(GenerationRequest request);

    /** Forgets a group: its members end without a result. Without effect where all have ended, or none is known. */
    void cancel(String requestId);

    /** Gives every active sequence one token; returns those that this ended. */
    List<GeneratedSequence> step();

    /** Whether nothing is left to decode. */
    boolean isIdle();

    /** Sequences that get a token in every step. */
    int activeSequences();

    /** Tokens of these in the KV cache. */
    int cachedTokens();

    /** Members of submitted groups that have no slot yet. */
    int waitingSequences();

    @Override
    void close();
}
