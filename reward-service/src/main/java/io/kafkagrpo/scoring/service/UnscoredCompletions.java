package io.kafkagrpo.scoring.service;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completions that were deleted before they were scored: their groups would never end, and the run would wait for
 * them for ever.
 */
final class UnscoredCompletions {
    private static final Logger LOG = LoggerFactory.getLogger(UnscoredCompletions.class);

    private UnscoredCompletions() {}

    /** The message is one sentence for a person. */
    static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GoneException(String sentence) {
            super(sentence);
        }
    }

    /**
     * Looks how far the service of this id has come.
     *
     * @throws GoneException if completions lay beyond that, and are gone
     */
    static void refuseGone(KafkaClients clients, Topics topics, String applicationId) {
        try (Consumer<String, byte[]> consumer =
                clients.reader(Map.of(ConsumerConfig.GROUP_ID_CONFIG, applicationId))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.completions()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
            Map<TopicPartition, OffsetAndMetadata> done = consumer.committed(new HashSet<>(partitions));
            for (TopicPartition partition : partitions) {
                long first = firsts.getOrDefault(partition, 0L);
                OffsetAndMetadata committed = done.get(partition);
                if (committed != null) {
                    refuse(partition, committed.offset(), first);
                } else if (first > 0 && hasScoredNothing(consumer, topics, partition.partition())) {
                    refuse(partition, 0, first);
                } else if (first > 0) {
                    LOG.warn(
                            "{} begins at offset {}, and Kafka no longer knows how far it was scored (offsets.retention.minutes); groups whose completions are gone will not end.",
                            partition,
                            first);
                }
            }
        }
    }

    private static boolean hasScoredNothing(Consumer<String, byte[]> consumer, Topics topics, int partition) {
        TopicPartition scored = new TopicPartition(topics.scoredGroups(), partition);
        return consumer.endOffsets(List.of(scored)).getOrDefault(scored, 0L) == 0;
    }

    private static void refuse(TopicPartition partition, long done, long first) {
        if (first > done) {
            throw new GoneException(
                    "%s begins at offset %d, but is scored only up to %d: the completions between were deleted before they were scored (%s), so their groups can't end and the run can't go on; fork it at one of its steps: ./grpo fork RUN --step N --into NAME."
                            .formatted(partition, first, done, Keys.KEEP_COMPLETIONS.name()));
        }
    }
}
