package io.kafkagrpo.generator;

import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.DamagedLogException;
import io.kafkagrpo.weights.WeightFollower;
import io.kafkagrpo.weights.WeightLogException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the weights on a thread of its own, so that decoding goes on while bytes travel. */
final class WeightThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WeightThread.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    /** Longer than a learner takes to start and to redo the steps since its checkpoint, as a rule. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final WeightFollower follower;
    private final Thread thread;
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long begun = System.nanoTime();
    private String said = "";
    private volatile boolean stopping;

    /** Makes a model of the first weights. */
    @FunctionalInterface
    interface PolicyOpener {
        PolicyModel open(HostWeights weights, long version);
    }

    private WeightThread(WeightFollower follower) {
        this.follower = follower;
        this.thread = Thread.ofPlatform().name("weights").unstarted(this::follow);
    }

    static WeightThread start(WeightFollower follower) {
        WeightThread started = new WeightThread(follower);
        started.thread.start();
        return started;
    }

    /** Waits for any version to arrive and opens the model with it. */
    PolicyModel awaitFirst(PolicyOpener opener) {
        try {
            first.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the first weights.", e);
        }
        throwFailure();
        AtomicReference<@Nullable PolicyModel> opened = new AtomicReference<>();
        follower.takeChanges((weights, _, version) -> opened.set(opener.open(weights, version)));
        PolicyModel policy = opened.get();
        if (policy == null) {
            throw new IllegalStateException("Weights were announced, but none arrived.");
        }
        return policy;
    }

    /** Brings the model to the newest version at hand. */
    boolean takeChanges(PolicyModel policy) {
        throwFailure();
        return follower.takeChanges(policy::replaceTensors);
    }

    private void follow() {
        try {
            while (!stopping) {
                advance();
            }
        } catch (InterruptException e) {
            if (!stopping) {
                failure.set(e);
            }
        } catch (RuntimeException | Error e) {
            failure.set(e); // for the loop: a thread that ends without a word would leave it waiting
        } finally {
            first.countDown();
        }
    }

    /**
     * What can't be read at the start may come once more: a learner that starts as well publishes its
     * version anew, whole.
     */
    private void advance() {
        try {
            if (follower.advance(WAIT)) {
                first.countDown();
            }
        } catch (WeightLogException | DamagedLogException e) {
            if (first.getCount() == 0 || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw e;
            }
            String words = String.valueOf(e.getMessage());
            if (!words.equals(said)) {
                LOG.warn("{} Waiting for the learner to publish its weights anew", words);
                said = words;
            }
            LockSupport.parkNanos(WAIT.toNanos());
        }
    }

    private void throwFailure() {
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw new IllegalStateException("Following the weights failed: " + thrown.getMessage(), thrown);
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        follower.close();
    }
}
