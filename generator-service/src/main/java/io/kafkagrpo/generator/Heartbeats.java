package io.kafkagrpo.generator;

import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how the generator is, every few seconds and when its state changes, on a thread of its own: sampling neither
 * waits for it nor ends with it. One that is lost is followed by another.
 */
final class Heartbeats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    /** States may change with each prompt; so long there is silence after each heartbeat. */
    private static final Duration GAP = Duration.ofMillis(500);

    /** How its producer has to be set up: what is old when it arrives needs no patience. */
    static final Map<String, Object> IMPATIENT = Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            5_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            10_000);

    private final Producer<String, byte[]> producer;
    private final Topics topics;
    private final RunHeader header;
    private final Supplier<Heartbeat> source;
    private final Thread thread = Thread.ofVirtual().name("heartbeats").unstarted(this::beat);
    private final Semaphore changes = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<@Nullable AuthorizationException> refusal = new AtomicReference<>();
    private volatile boolean lost;

    private Heartbeats(Producer<String, byte[]> producer, Topics topics, RunHeader header, Supplier<Heartbeat> source) {
        this.producer = producer;
        this.topics = topics;
        this.header = header;
        this.source = source;
    }

    /**
     * Begins to beat with a producer of its own, which it closes.
     *
     * @param source what there is to say at a moment
     */
    static Heartbeats start(
            Producer<String, byte[]> producer, Topics topics, RunHeader header, Supplier<Heartbeat> source) {
        Heartbeats started = new Heartbeats(producer, topics, header, source);
        started.thread.start();
        return started;
    }

    /** There is something new to say; doesn't wait. */
    void wake() {
        changes.release();
    }

    /** @throws AuthorizationException if Kafka refuses them, which waiting doesn't mend */
    void throwRefusal() {
        AuthorizationException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
    }

    private void beat() {
        try {
            do {
                send();
                if (stopping.await(GAP.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                var _ = changes.tryAcquire(EVERY.minus(GAP).toMillis(), TimeUnit.MILLISECONDS);
                changes.drainPermits();
            } while (stopping.getCount() > 0);
            send();
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        Heartbeat heartbeat = source.get();
        try {
            var _ = producer.send(
                    header.record(topics.heartbeats(), 0, heartbeat.getGeneratorId(), heartbeat.toByteArray()),
                    (_, failure) -> told(failure));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            told(e);
        }
    }

    private void told(@Nullable Exception failure) {
        if (failure instanceof AuthorizationException refused) {
            refusal.compareAndSet(null, refused);
        } else if (failure != null && !lost) {
            LOG.warn("A heartbeat was not written; the next ones are tried: {}", failure.toString());
        }
        lost = failure != null;
    }

    @Override
    public void close() {
        stopping.countDown();
        wake();
        try {
            var _ = thread.join(EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(EVERY);
    }
}
