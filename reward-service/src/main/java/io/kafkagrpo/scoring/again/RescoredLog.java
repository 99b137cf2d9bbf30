package io.kafkagrpo.scoring.again;

import com.google.protobuf.MessageLite;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.Rescored;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepRange;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The topic of groups that are scored again. It says itself how far it has come: each record names the one that
 * it was made of, and they lie in the same order. So a writer that takes up another's work, killed or not, goes
 * on behind it.
 */
final class RescoredLog implements AutoCloseable {
    static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);
    /** Behind the last record lie markers of transactions. */
    private static final long FIRST_REACH = 16;

    private final Producer<String, byte[]> writer;
    private final KafkaClients clients;
    private final String topic;
    private final RunHeader header;
    private boolean open;

    private RescoredLog(Producer<String, byte[]> writer, KafkaClients clients, String topic, RunHeader header) {
        this.writer = writer;
        this.clients = clients;
        this.topic = topic;
        this.header = header;
    }

    /**
     * Opens it for this writer alone: another one of that id can write no more, and what it had not
     * committed is gone.
     */
    static RescoredLog open(KafkaClients clients, String topic, String transactionalId, RunHeader header) {
        Producer<String, byte[]> writer = clients.writer(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                (int) TRANSACTION_TIMEOUT.toMillis(),
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 20));
        try {
            writer.initTransactions();
        } catch (RuntimeException e) {
            writer.close(Duration.ZERO);
            throw e;
        }
        return new RescoredLog(writer, clients, topic, header);
    }

    /**
     * Behind which offset of scored-groups to go on, by partition; none for a partition without a group.
     *
     * @throws RunMismatchException if what is there was scored with other rewards, or of other steps
     */
    Map<Integer, Long> positions(String configurationHash, StepRange steps) {
        Map<Integer, Long> positions = new HashMap<>();
        OwnRecords own = new OwnRecords(header);
        try (PartitionReader reader = new PartitionReader(clients)) {
            for (Extent extent : reader.extents(topic)) {
                last(reader, own, extent).ifPresent(group -> {
                    refuseOther(group, configurationHash, steps);
                    positions.put(
                            extent.partition().partition(), group.getRescored().getOffset() + 1);
                });
            }
        }
        return positions;
    }

    private static Optional<ScoredGroup> last(PartitionReader reader, OwnRecords own, Extent extent) {
        for (long reach = FIRST_REACH; ; reach *= 4) {
            long from = Math.max(extent.first(), extent.end() - reach);
            ScoredGroup[] last = new ScoredGroup[1];
            reader.read(
                    new Extent(extent.partition(), from, extent.end()),
                    entry -> own.readable(ScoredGroup.getDefaultInstance(), entry)
                            .ifPresent(group -> last[0] = group));
            if (last[0] != null || from == extent.first()) {
                return Optional.ofNullable(last[0]);
            }
        }
    }

    private void refuseOther(ScoredGroup group, String configurationHash, StepRange steps) {
        Rescored origin = group.getRescored();
        StepRange there = new StepRange(origin.getFromStep(), origin.getToStep());
        if (!there.equals(steps)) {
            throw new RunMismatchException(
                    "The topic %s holds %s, not %s; ask for the same steps, or choose another name with --into."
                            .formatted(topic, there, steps));
        }
        if (!group.getRewardConfigurationHash().equals(configurationHash)) {
            throw new RunMismatchException(
                    "The topic %s holds groups that were scored with other rewards than these; choose another name with --into."
                            .formatted(topic));
        }
    }

    void send(int partition, String key, MessageLite group) {
        if (!open) {
            writer.beginTransaction();
            open = true;
        }
        Future<RecordMetadata> _ = writer.send(header.record(topic, partition, key, group.toByteArray()));
    }

    /** What was sent is there, whole. */
    void commit() {
        if (open) {
            writer.commitTransaction();
            open = false;
        }
    }

    /** What is not committed never was. */
    @Override
    public void close() {
        writer.close(Duration.ZERO);
    }
}
