package io.kafkagrpo.generator;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The generator's figures, to be read from any thread. Only the loop changes them. */
final class GeneratorProgress {
    private final LongAdder tokens = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder decodeSteps = new LongAdder();
    private final LongAdder sampled = new LongAdder();
    private final ComputeWatch compute = new ComputeWatch();
    private volatile long version = -1;
    private volatile int active;
    private volatile int waiting;
    private volatile int cached;
    private volatile @Nullable Long lastTokenNanos;
    private volatile WeightNews weights = WeightNews.NONE;
    private volatile Runnable listener = () -> {};

    /**
     * What is known of the weights beyond those that are sampled with.
     *
     * @param newest version that was announced; −1 before the first
     * @param wantsSnapshotFrom offset of the topic weight-versions from which on a full snapshot would help; −1
     *     where none is needed
     */
    record WeightNews(long newest, long wantsSnapshotFrom) {
        static final WeightNews NONE = new WeightNews(-1, -1);
    }

    /** Is called at each change of state, on whatever thread makes it; it may not wait. */
    void onChange(Runnable newListener) {
        listener = newListener;
    }

    /** Sets the weight version that it samples with from here on. */
    void takesUp(long newVersion) {
        version = newVersion;
        listener.run();
    }

    /** Sets what is known of newer weights. */
    void hears(WeightNews news) {
        boolean asksAnew = news.wantsSnapshotFrom() != weights.wantsSnapshotFrom();
        weights = news;
        if (asksAnew) {
            listener.run();
        }
    }

    /** Sets how many sequences are being decoded, with so many tokens in the cache, and how many prompts wait. */
    void decodes(int sequences, int cachedTokens, int prompts) {
        boolean other = sequences > 0 != active > 0;
        active = sequences;
        cached = cachedTokens;
        waiting = prompts;
        if (other) {
            listener.run();
        }
    }

    /** Counts a decode step, and the sequences that got a token in it. */
    void stepped(int tokensSampled) {
        decodeSteps.increment();
        if (tokensSampled > 0) {
            sampled.add(tokensSampled);
            lastTokenNanos = System.nanoTime();
        }
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

    /** Watches the loop's work on the device. */
    ComputeWatch compute() {
        return compute;
    }

    WeightNews weights() {
        return weights;
    }

    /** Tokens in the KV cache, of all active sequences. */
    int cached() {
        return cached;
    }

    /** Tokens sampled so far, of sequences that have not ended too. */
    long sampled() {
        return sampled.sum();
    }

    /** When the newest token was sampled, a time of {@link System#nanoTime}; null before the first. */
    @Nullable
    Long lastTokenNanos() {
        return lastTokenNanos;
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
