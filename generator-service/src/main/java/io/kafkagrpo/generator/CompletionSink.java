package io.kafkagrpo.generator;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Publishes completions one by one as they end. The loop learns on its own thread, through {@link #drain},
 * which of them have arrived; a record that Kafka refuses for good ends the generator, and the prompt is
 * then delivered again.
 */
final class CompletionSink implements AutoCloseable {
    /**
     * How its producer has to be set up: however long the broker is away, nothing is given up, for the prompt stays
     * uncommitted until its completions are in.
     */
    static final Map<String, Object> PATIENT = Map.of(
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            Long.MAX_VALUE,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "zstd",
            ProducerConfig.LINGER_MS_CONFIG,
            2);

    private final Producer<String, byte[]> producer;
    private final Topics topics;
    private final RunHeader header;
    private final Queue<Runnable> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * With a producer of its own, which it closes.
     *
     * @param header what the run's records bear
     */
    CompletionSink(Producer<String, byte[]> producer, Topics topics, RunHeader header) {
        this.header = header;
        this.producer = producer;
        this.topics = topics;
    }

    /** Sends a completion; {@code whenArrived} runs in a later {@link #drain}. */
    void send(Completion completion, Runnable whenArrived) {
        send(topics.completions(), completion.getPrompt().getGroupId(), completion.toByteArray(), whenArrived);
    }

    /** Sends a dead letter under the key of its source. */
    void send(@Nullable String key, DeadLetter letter, Runnable whenArrived) {
        send(topics.deadLetters(), key, letter.toByteArray(), whenArrived);
    }

    private void send(String topic, @Nullable String key, byte[] value, Runnable whenArrived) {
        var _ = producer.send(header.record(topic, null, key, value), (_, exception) -> {
            if (exception == null) {
                arrived.add(whenArrived);
            } else {
                failure.compareAndSet(null, exception);
            }
        });
    }

    /** Runs the callbacks of records that have arrived, on the caller's thread. */
    void drain() {
        Exception refused = failure.get();
        if (refused != null) {
            throw new IllegalStateException("A record could not be written to Kafka: " + refused.getMessage(), refused);
        }
        for (Runnable next = arrived.poll(); next != null; next = arrived.poll()) {
            next.run();
        }
    }

    /** Waits until everything sent has arrived, and drains. */
    void flush() {
        producer.flush();
        drain();
    }

    @Override
    public void close() {
        producer.close();
    }
}
