package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archived partition so that every record gets the offset that it had, for steps and weight versions say
 * where their groups and chunks lie. A log has gaps: markers of transactions, aborted records, what compaction or
 * retention took. A gap of one becomes the marker of a transaction around the records before it, a wider one an
 * aborted transaction of as many records less one.
 */
final class PartitionImport {
    private static final byte[] FILLER = {0};

    /** Records without a gap between them, and how wide the gap behind them is. */
    private record Stretch(long first, long last, long gap) {}

    private final RunCluster cluster;
    private final Producer<byte[], byte[]> plain;
    private final Producer<byte[], byte[]> transactional;
    private final TopicPartition partition;
    private final ArchiveManifest.Topic topic;
    private final ArchiveManifest.Partition archived;
    private final Path file;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    PartitionImport(
            RunCluster cluster,
            Producer<byte[], byte[]> plain,
            Producer<byte[], byte[]> transactional,
            Path folder,
            ArchiveManifest.Topic topic,
            ArchiveManifest.Partition archived) {
        this.cluster = cluster;
        this.plain = plain;
        this.transactional = transactional;
        this.partition = new TopicPartition(topic.name(), archived.partition());
        this.topic = topic;
        this.archived = archived;
        this.file = ArchiveManifest.file(folder, topic.name(), archived.partition());
    }

    /** Writes all records into the partition, which is empty. */
    void write() throws InterruptedException {
        List<Stretch> stretches = stretches();
        long begin = stretches.isEmpty() ? archived.end() : stretches.getFirst().first();
        fillBefore(begin, stretches);
        if (stretches.isEmpty()) {
            return;
        }
        int[] at = {0};
        if (stretches.getFirst().gap() == 1) {
            transactional.beginTransaction();
        }
        RecordFile.read(file, topic.name(), archived.partition(), entry -> {
            Stretch stretch = stretches.get(at[0]);
            send(stretch.gap() == 1 ? transactional : plain, entry, entry.offset());
            if (entry.offset() == stretch.last()) {
                close(stretch);
                at[0]++;
                if (at[0] < stretches.size() && stretches.get(at[0]).gap() == 1) {
                    transactional.beginTransaction();
                }
            }
        });
        plain.flush();
        throwFailure();
    }

    private List<Stretch> stretches() {
        List<Stretch> stretches = new ArrayList<>();
        long[] open = {-1, -1};
        RecordFile.read(file, topic.name(), archived.partition(), entry -> {
            if (open[0] >= 0 && entry.offset() != open[1] + 1) {
                stretches.add(new Stretch(open[0], open[1], entry.offset() - open[1] - 1));
                open[0] = -1;
            }
            open[0] = open[0] < 0 ? entry.offset() : open[0];
            open[1] = entry.offset();
        });
        if (open[0] >= 0) {
            stretches.add(new Stretch(open[0], open[1], archived.end() - open[1] - 1));
        }
        return stretches;
    }

    /**
     * What retention took away is written and deleted; a compacted topic, where that can't be, gets an aborted
     * transaction.
     */
    private void fillBefore(long begin, List<Stretch> stretches) throws InterruptedException {
        if (begin == 0) {
            return;
        }
        if (topic.isCompacted() && begin > 1) {
            abort(begin, 0);
        } else if (topic.isCompacted()) {
            // One record, of which compaction leaves nothing: the first record's key without a value.
            byte[][] first = {FILLER};
            if (!stretches.isEmpty()) {
                RecordFile.read(file, topic.name(), archived.partition(), entry -> {
                    if (entry.offset() == begin && entry.key() != null) {
                        first[0] = entry.key();
                    }
                });
            }
            sendRaw(plain, first[0], null, 0);
        } else {
            for (long offset = 0; offset < begin; offset++) {
                sendRaw(plain, FILLER, FILLER, offset);
            }
        }
        plain.flush();
        throwFailure();
        if (!topic.isCompacted()) {
            KafkaClients.answer(cluster.admin()
                    .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(begin)))
                    .all());
        }
    }

    private void close(Stretch stretch) {
        long next = stretch.last() + 1;
        if (stretch.gap() == 1) {
            transactional.commitTransaction();
            awaitEnd(next + 1);
        } else if (stretch.gap() > 1) {
            plain.flush();
            abort(stretch.gap(), next);
        }
        throwFailure();
    }

    /** Makes a gap of {@code width} offsets, of which the last is the marker. */
    private void abort(long width, long from) {
        transactional.beginTransaction();
        for (long i = 0; i < width - 1; i++) {
            sendRaw(transactional, FILLER, FILLER, from + i);
        }
        transactional.flush();
        transactional.abortTransaction();
        awaitEnd(from + width);
    }

    /** A transaction's marker is written after the commit is answered, and nothing may come between. */
    private void awaitEnd(long expected) {
        throwFailure();
        try {
            long end;
            do {
                end = cluster.offsets(List.of(partition), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
                        .getOrDefault(partition, 0L);
            } while (end < expected);
            if (end > expected) {
                throw moved(expected, end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a run was imported.", e);
        }
    }

    private void send(Producer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> entry, long expected) {
        send(
                producer,
                new ProducerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        entry.timestamp() == ConsumerRecord.NO_TIMESTAMP ? null : entry.timestamp(),
                        entry.key(),
                        entry.value(),
                        entry.headers()),
                expected);
    }

    private void sendRaw(Producer<byte[], byte[]> producer, byte[] key, byte @Nullable [] value, long expected) {
        send(producer, new ProducerRecord<>(partition.topic(), partition.partition(), key, value), expected);
    }

    private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> entry, long expected) {
        var _ = producer.send(entry, (written, refused) -> {
            if (refused != null) {
                failure.compareAndSet(null, refused);
            } else if (written.offset() != expected) {
                failure.compareAndSet(null, moved(expected, written.offset()));
            }
        });
    }

    private CommandFailure moved(long expected, long found) {
        return new CommandFailure(
                ExitCode.KAFKA,
                "A record of %s belongs at offset %d and came to %d, for something else writes there; delete the run and import it again."
                        .formatted(partition, expected, found));
    }

    private void throwFailure() {
        Exception first = failure.get();
        if (first != null) {
            throw first instanceof RuntimeException known ? known : new IllegalStateException(first);
        }
    }
}
