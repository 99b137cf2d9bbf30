package io.kafkagrpo.system.peer;

/** A model opened in another implementation, computing in float32. */
interface PeerEngine extends AutoCloseable {

    /** The likeliest tokens after a prompt, one by one; the end-of-sequence token is one like the others. */
    int[] continueGreedily(int[] prompt, int tokens);

    @Override
    void close();
}
