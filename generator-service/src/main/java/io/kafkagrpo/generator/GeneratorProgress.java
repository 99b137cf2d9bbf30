package io.kafkagrpo.generator;

import java.util.concurrent.atomic.LongAdder;

/** How far the generator has come, for whoever looks on from another thread. The loop alone changes it. */
final class GeneratorProgress {
    private final LongAdder tokens = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile long version = -1;
    private volatile int active;

    /** It samples with this weight version from here on. */
    void takesUp(long newVersion) {
        version = newVersion;
    }

    /** So many sequences are being decoded. */
    void decodes(int sequences) {
        active = sequences;
    }

    /** A completion of so many tokens has ended. */
    void finished(int completionTokens) {
        finished.increment();
        tokens.add(completionTokens);
    }

    /** So many completions could not be sampled. */
    void failed(int completions) {
        failed.add(completions);
    }

    /** Of the weights; −1 before the first. */
    long version() {
        return version;
    }

    int active() {
        return active;
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
