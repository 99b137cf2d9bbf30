package io.kafkagrpo.generator;

import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prompts of a run, shared among all generators as one consumer group. A prompt's offset is committed only when
 * its completions are in Kafka, so a generator that dies leaves its prompts to the others. Not thread-safe.
 */
final class PromptSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PromptSource.class);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
    private static final int SESSION_TIMEOUT_MS = 10_000;
    /**
     * Who shares the partitions of one that is gone hears of it with a heartbeat, and again when they are given out: two of these
     * are added to what a prompt waits.
     */
    private static final int HEARTBEAT_INTERVAL_MS = 500;

    /** Receives prompts, and the partitions that are revoked. */
    interface Handler {
        void received(PendingPrompt prompt);

        void unreadable(ConsumerRecord<String, byte[]> source, Exception cause);

        /** Another generator has these partitions now, and samples what is not finished anew. */
        void revoked(Collection<TopicPartition> partitions);
    }

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final OwnRecords own;
    private final OffsetTracker offsets = new OffsetTracker();
    private final Handler handler;
    private long nextCommitNanos = System.nanoTime();

    /**
     * Becomes a member of the run's generators with a consumer of its own, which it closes.
     *
     * @param header what the run's records bear
     */
    PromptSource(
            org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
            Topics topics,
            RunHeader header,
            Handler handler) {
        this.own = new OwnRecords(header);
        this.handler = handler;
        this.consumer = consumer;
        consumer.subscribe(List.of(topics.prompts()), new Rebalance());
    }

    /**
     * How a consumer has to be set up for this.
     *
     * @param instanceId a stable name, with which a restarted generator takes its prompts back at once
     */
    static Map<String, Object> membership(Topics topics, Optional<String> instanceId) {
        Map<String, Object> more = new HashMap<>();
        more.put(ConsumerConfig.GROUP_ID_CONFIG, topics.run() + ".generators");
        more.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        more.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MS);
        more.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 64);
        // Whoever joins or leaves moves only the partitions that it gets or had: with the default, everybody would
        // give up all of them, and what they have begun to sample with them.
        more.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        instanceId.ifPresent(id -> more.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
        return more;
    }

    /**
     * Takes what has arrived, waiting at most {@code wait}; takes nothing while {@code demand} is NONE, but
     * stays a member.
     */
    void poll(Duration wait, Demand demand) {
        if (demand == Demand.NONE) {
            consumer.pause(consumer.assignment());
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<String, byte[]> source : consumer.poll(wait)) {
            TopicPartition partition = new TopicPartition(source.topic(), source.partition());
            offsets.open(partition, source.offset());
            try {
                handler.received(new PendingPrompt(prompt(source), partition, source.offset()));
            } catch (UnreadableRecordException | IllegalArgumentException e) {
                handler.unreadable(source, e);
            }
        }
        if (System.nanoTime() - nextCommitNanos > 0) {
            commit(positions -> consumer.commitAsync(positions, (_, failure) -> {
                if (failure != null) {
                    // The next commit carries these offsets too.
                    LOG.warn("Offsets of prompts were not committed: {}", failure.toString());
                }
            }));
            nextCommitNanos = System.nanoTime() + COMMIT_EVERY.toNanos();
        }
    }

    /** Whether more prompts are wanted. */
    enum Demand {
        MORE,
        NONE
    }

    /** All completions of this prompt are in Kafka. */
    void done(TopicPartition partition, long offset) {
        offsets.done(partition, offset);
    }

    private void commit(Consumer<Map<TopicPartition, OffsetAndMetadata>> how) {
        offsets.pass(consumer::position);
        Map<TopicPartition, OffsetAndMetadata> positions = offsets.committable();
        if (!positions.isEmpty()) {
            how.accept(positions);
            offsets.committed(positions);
        }
    }

    private PromptGroup prompt(ConsumerRecord<String, byte[]> source) {
        PromptGroup prompt = own.parse(PromptGroup.getDefaultInstance(), source);
        if (prompt.getGroupId().isEmpty()
                || prompt.getGroupSize() < 1
                || (prompt.getPurpose() != Purpose.TRAIN && prompt.getPurpose() != Purpose.EVALUATE)) {
            throw new IllegalArgumentException(
                    "A prompt needs a group id, a purpose and a group size; this one has '%s', %s and %d."
                            .formatted(prompt.getGroupId(), prompt.getPurpose(), prompt.getGroupSize()));
        }
        return prompt;
    }

    @Override
    public void close() {
        commit(consumer::commitSync);
        consumer.close();
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit(consumer::commitSync);
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            offsets.forget(partitions);
            handler.revoked(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("Prompts come from partitions {}", partitions);
        }
    }
}
