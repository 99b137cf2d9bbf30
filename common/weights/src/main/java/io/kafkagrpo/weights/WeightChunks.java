package io.kafkagrpo.weights;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightVersion;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the bytes of weight versions from their topic. */
final class WeightChunks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WeightChunks.class);
    private static final Duration WAIT = Duration.ofMillis(500);

    private final Consumer<String, byte[]> reader;
    /** Knows where the log begins and ends, with what isn't committed; it fetches nothing, so it answers at once. */
    private final Consumer<String, byte[]> offsets;

    private final TopicPartition weights;
    private final OwnRecords own;

    WeightChunks(KafkaClients clients, Topics topics, OwnRecords own) {
        this.own = own;
        this.weights = new TopicPartition(topics.weights(), 0);
        this.reader = clients.reader();
        this.offsets = clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
        reader.assign(List.of(weights));
    }

    /**
     * Fetches a version's bytes.
     *
     * @param target of just the size that was announced
     * @throws WeightLogException if the chunks are gone or do not add up to what was announced; the target then
     *     holds anything
     */
    void fetch(WeightVersion wanted, MemorySegment target) {
        if (wanted.getPayloadBytes() != target.byteSize()) {
            throw new WeightLogException("Weight version %d has %d bytes, but %d fit this model."
                    .formatted(wanted.getVersion(), wanted.getPayloadBytes(), target.byteSize()));
        }
        if (wanted.getFirstOffset() < 0 || wanted.getFirstOffset() > wanted.getLastOffset()) {
            throw new WeightLogException("Weight version %d was announced at offsets %d to %d, where nothing can lie."
                    .formatted(wanted.getVersion(), wanted.getFirstOffset(), wanted.getLastOffset()));
        }
        long end = offsets.endOffsets(List.of(weights)).getOrDefault(weights, 0L);
        reader.seek(weights, wanted.getFirstOffset());
        Assembly assembly = new Assembly(wanted, target);
        boolean isWaitTold = false;
        while (!assembly.isComplete()) {
            // The chunks were written before their announcement was committed, so a log that ends before them was
            // cut off. They may become visible a little later: each partition learns by itself that a
            // transaction has ended.
            if (end <= wanted.getLastOffset() || reader.position(weights) > wanted.getLastOffset()) {
                throw gone(assembly.next, wanted);
            }
            ConsumerRecords<String, byte[]> polled = reader.poll(WAIT);
            if (polled.isEmpty() && !isWaitTold) {
                LOG.info(
                        "The chunks of weight version {} can't be seen yet, for a transaction before them has not ended; waiting.",
                        wanted.getVersion());
                isWaitTold = true;
            }
            for (ConsumerRecord<String, byte[]> chunkRecord : polled) {
                if (assembly.isComplete() || chunkRecord.offset() > wanted.getLastOffset()) {
                    break;
                }
                Optional<WeightChunk> chunk = own.readable(WeightChunk.getDefaultInstance(), chunkRecord)
                        .filter(found -> found.getVersion() == wanted.getVersion());
                if (chunk.isPresent()) {
                    if (chunk.get().getIndex() != assembly.next || chunk.get().getCount() != wanted.getChunkCount()) {
                        throw gone(assembly.next, wanted);
                    }
                    assembly.add(chunk.get().getData().toByteArray());
                }
            }
        }
        assembly.verify();
    }

    /** Chunks put one behind the other. */
    private static final class Assembly {
        private final WeightVersion wanted;
        private final MemorySegment target;
        private final CRC32C crc = new CRC32C();
        private int next;
        private long filled;

        Assembly(WeightVersion wanted, MemorySegment target) {
            this.wanted = wanted;
            this.target = target;
        }

        boolean isComplete() {
            return next == wanted.getChunkCount();
        }

        void add(byte[] data) {
            if (filled + data.length > target.byteSize()) {
                throw new WeightLogException(
                        "Chunk %d of weight version %d is too long.".formatted(next, wanted.getVersion()));
            }
            crc.update(data);
            MemorySegment.copy(MemorySegment.ofArray(data), 0, target, filled, data.length);
            filled += data.length;
            next++;
        }

        void verify() {
            if (filled != target.byteSize() || (int) crc.getValue() != wanted.getPayloadCrc32C()) {
                throw new WeightLogException(
                        "The chunks of weight version %d have %d bytes and checksum %08x, but %d bytes and %08x were announced."
                                .formatted(
                                        wanted.getVersion(),
                                        filled,
                                        (int) crc.getValue(),
                                        wanted.getPayloadBytes(),
                                        wanted.getPayloadCrc32C()));
            }
        }
    }

    private WeightLogException gone(int chunk, WeightVersion wanted) {
        long begin = offsets.beginningOffsets(List.of(weights)).getOrDefault(weights, 0L);
        return new WeightLogException(
                "Chunk %d of weight version %d is gone from %s, where it lay at offset %d to %d%s."
                        .formatted(
                                chunk,
                                wanted.getVersion(),
                                weights.topic(),
                                wanted.getFirstOffset(),
                                wanted.getLastOffset(),
                                begin <= wanted.getFirstOffset()
                                        ? ""
                                        : "; what lay before offset %d is deleted, and a learner that starts again writes its newest version anew"
                                                .formatted(begin)));
    }

    @Override
    public void close() {
        reader.close();
        offsets.close();
    }
}
