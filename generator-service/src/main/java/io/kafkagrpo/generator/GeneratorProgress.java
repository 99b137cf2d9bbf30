package io.kafkagrpo.generator;

import java.util.concurrent.atomic.LongAdder;

/** The generator's figures, to be read from any thread. Only the loop changes them. */
final class GeneratorProgress {
    private final LongAdder tokens = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder decodeSteps = new LongAdder();
    private volatile long version = -1;
    private volatile int active;
    private volatile int waiting;

    /** Sets the weight version that it samples with from here on. */
    void takesUp(long newVersion) {
        version = newVersion;
    }

    /** Sets how many sequences are being decoded, and how many prompts wait to be begun. */
    void decodes(int sequences, int prompts) {
        active = sequences;
        waiting = prompts;
    }

    /** Counts a decode step, in which every active sequence got a token. */
    void stepped() {
        decodeSteps.increment();
    }

    /** Counts a finished completion and its tokens. */
    void finished(int completionTokens) {
        finished.increment();
        tokens.add(completionTokens);
    }

    /** Counts completions that could not be sampled. */
    void failed(int completions) {
        failed.add(completions);
    }

    /** The weight version; −1 before the first. */
    long version() {
        return version;
    }

    int active() {
        return active;
    }

    int waiting() {
        return waiting;
    }

    long decodeSteps() {
        return decodeSteps.sum();
    }

    long tokens() {
        return tokens.sum();
    }

    long completionsFinished() {
        return finished.sum();
    }

    long completionsFailed() {
        return failed.sum();
    }
}
