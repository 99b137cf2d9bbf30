package io.kafkagrpo.task.reward.slow;

import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function without which nothing may be scored: while it is unavailable, its questions stay open and are asked
 * again, so that scoring pauses and nothing is missing.
 */
public final class RequiredReward implements SlowReward {
    private static final Logger LOG = LoggerFactory.getLogger(RequiredReward.class);
    private static final long FIRST_DELAY_MS = 500;
    private static final int MOST_DOUBLINGS = 5;
    private static final long SAY_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long AVAILABLE = Long.MIN_VALUE;

    private final SlowReward function;
    private final AtomicLong saidAtNanos = new AtomicLong(AVAILABLE);
    private volatile boolean closed;

    public RequiredReward(SlowReward function) {
        this.function = function;
    }

    @Override
    public String name() {
        return function.name();
    }

    @Override
    public String identity() {
        return function.identity();
    }

    @Override
    public CompletableFuture<Answer> ask(ScoringInput input) {
        return ask(input, 0);
    }

    @Override
    public void close() {
        closed = true;
        function.close();
    }

    private CompletableFuture<Answer> ask(ScoringInput input, int attempt) {
        return function.ask(input).thenCompose(answer -> {
            if (!(answer instanceof Answer.Unavailable(String because)) || closed) {
                sayAvailable();
                return CompletableFuture.completedFuture(answer);
            }
            sayPaused(because);
            return CompletableFuture.runAsync(() -> {}, after(attempt)).thenCompose(_ -> ask(input, attempt + 1));
        });
    }

    private static Executor after(int attempt) {
        return CompletableFuture.delayedExecutor(
                FIRST_DELAY_MS << Math.min(attempt, MOST_DOUBLINGS), TimeUnit.MILLISECONDS);
    }

    private void sayPaused(String because) {
        long said = saidAtNanos.get();
        long now = System.nanoTime();
        if ((said == AVAILABLE || now - said > SAY_AGAIN_NANOS) && saidAtNanos.compareAndSet(said, now)) {
            LOG.warn(
                    "Scoring pauses, for the reward {} is required; nothing is lost. {} Where it can't be mended, start the service again without 'required' of this reward: its value is then missing.",
                    name(),
                    because);
        }
    }

    private void sayAvailable() {
        if (!closed && saidAtNanos.getAndSet(AVAILABLE) != AVAILABLE) {
            LOG.info("The reward {} answers again; scoring goes on.", name());
        }
    }
}
