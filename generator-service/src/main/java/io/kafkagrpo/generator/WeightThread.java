package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.WeightUptake;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.generator.GeneratorProgress.WeightNews;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightReceiver;
import io.kafkagrpo.record.DamagedLogException;
import io.kafkagrpo.weights.WeightFollower;
import io.kafkagrpo.weights.WeightLogException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the weights on a thread of its own, so that decoding goes on while bytes travel. */
final class WeightThread implements WeightUptake.Source, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WeightThread.class);
    private static final Duration WAIT = Duration.ofMillis(500);

    private final WeightFollower follower;
    private final GeneratorProgress progress;
    private final Thread thread;
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final UnreadableWeights unreadable = new UnreadableWeights();
    private volatile boolean stopping;

    /** Makes a model of the first weights. */
    @FunctionalInterface
    interface PolicyOpener {
        PolicyModel open(HostWeights weights, long version);
    }

    private WeightThread(WeightFollower follower, GeneratorProgress progress) {
        this.follower = follower;
        this.progress = progress;
        this.thread = Thread.ofPlatform().name("weights").unstarted(this::follow);
    }

    /** @param progress is told of newer versions, and whether they can be reached */
    static WeightThread start(WeightFollower follower, GeneratorProgress progress) {
        WeightThread started = new WeightThread(follower, progress);
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
        Opening opening = new Opening(opener);
        follower.takeChanges(opening);
        if (opening.policy == null) {
            throw new IllegalStateException("Weights were announced, but none arrived.");
        }
        return opening.policy;
    }

    private static final class Opening implements WeightReceiver {
        private final PolicyOpener opener;
        private @Nullable PolicyModel policy;

        Opening(PolicyOpener opener) {
            this.opener = opener;
        }

        @Override
        public void replace(HostWeights weights, long version) {
            policy = opener.open(weights, version);
        }

        @Override
        public void change(List<WeightChanges> changes, long version) {
            throw new IllegalStateException("Before there is a model nothing of it can change.");
        }
    }

    /** What is done with each version that comes, on this thread, before it can be taken. */
    void prepareWith(WeightFollower.Preparation preparation) {
        follower.prepareWith(preparation);
    }

    @Override
    public boolean hasChanges() {
        throwFailure();
        return follower.hasChanges();
    }

    @Override
    public boolean takeChanges(WeightReceiver receiver) {
        throwFailure();
        return follower.takeChanges(receiver);
    }

    @Override
    public OptionalLong sumTaken() {
        return follower.taken().sum();
    }

    @Override
    public boolean tookSnapshot() {
        return follower.taken().holdsSnapshot();
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

    private void advance() {
        try {
            if (follower.advance(WAIT)) {
                first.countDown();
                if (unreadable.end()) {
                    LOG.info("Weight version {} can be read", follower.version());
                }
            }
            progress.hears(new WeightNews(follower.newestAnnounced(), -1));
        } catch (WeightLogException | DamagedLogException e) {
            // Whoever has heard of all that is announced so far asks for what comes after it.
            progress.hears(new WeightNews(follower.newestAnnounced(), follower.announcementsRead()));
            unreadable.met(e, follower.version(), System.nanoTime()).ifPresent(LOG::warn);
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
