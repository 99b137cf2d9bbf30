package io.kafkagrpo.weights;

import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the weight versions of a run: reads what was announced, fetches the shortest way from the version at
 * hand to the newest, and keeps the weights on the host. One thread follows; another may take what changed between
 * two decode steps.
 */
public final class WeightFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WeightFollower.class);

    /** No version yet. */
    public static final long NONE = -1;

    private final Consumer<String, byte[]> versionReader;
    private final Consumer<String, byte[]> chunkReader;
    /** Knows the end of all that was written, committed or not. */
    private final Consumer<String, byte[]> endReader;

    private final TopicPartition weights;
    private final OwnRecords own;
    private final TreeMap<Long, WeightVersion> versions = new TreeMap<>();

    private final Object lock = new Object();
    private final HostWeights host;
    private final BitSet changed = new BitSet();
    private volatile long version = NONE;
    private long handedOver = NONE;

    /** What takes new weights, such as the model on a device. */
    @FunctionalInterface
    public interface Receiver {
        /** Receives the host's weights, which may be read only until this returns, and which tensors changed. */
        void accept(HostWeights weights, BitSet changedTensors, long version);
    }

    /**
     * Starts at no version.
     *
     * @param header what the run's records bear
     * @param host becomes the follower's own
     */
    public WeightFollower(KafkaClients clients, Topics topics, RunHeader header, HostWeights host) {
        this.own = new OwnRecords(header);
        this.host = host;
        this.versionReader = clients.reader();
        this.chunkReader = clients.reader();
        this.endReader = clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
        this.weights = new TopicPartition(topics.weights(), 0);
        TopicPartition announced = new TopicPartition(topics.weightVersions(), 0);
        versionReader.assign(List.of(announced));
        versionReader.seekToBeginning(List.of(announced));
        chunkReader.assign(List.of(weights));
    }

    /** The version that the host holds, or {@link #NONE}. */
    public long version() {
        return version;
    }

    /**
     * Waits at most {@code wait} for an announcement and brings the host to the newest version.
     *
     * @return whether the version changed
     * @throws WeightLogException if the log's bytes do not add up to what was announced
     */
    public boolean advance(Duration wait) {
        readAnnouncements(wait);
        if (versions.isEmpty() || versions.lastKey() <= version) {
            return false;
        }
        bringTo(versions.lastKey());
        return true;
    }

    /**
     * Brings the host to a version that is in the log already: for looking back at a run, version after version
     * in rising order.
     *
     * @throws WeightLogException if the version or what leads to it is not in the log, or does not add up to
     *     what was announced
     */
    public void advanceTo(long target) {
        TopicPartition announced = versionReader.assignment().iterator().next();
        long end = versionReader.endOffsets(List.of(announced)).getOrDefault(announced, 0L);
        while (versionReader.position(announced) < end) {
            readAnnouncements(Duration.ofMillis(500));
        }
        bringTo(target);
    }

    private void readAnnouncements(Duration wait) {
        for (ConsumerRecord<String, byte[]> announced : versionReader.poll(wait)) {
            // What is no announcement is passed over; a version that is missing shows where another builds on it.
            own.readable(WeightVersion.getDefaultInstance(), announced)
                    .ifPresent(version -> versions.put(version.getVersion(), version));
        }
    }

    private void bringTo(long target) {
        for (WeightVersion next : wayTo(target)) {
            byte[] delta =
                    next.getKind() == WeightKind.DELTA ? new byte[Math.toIntExact(next.getPayloadBytes())] : null;
            if (delta != null) {
                fetch(next, MemorySegment.ofArray(delta));
                synchronized (lock) {
                    changed.or(DeltaCodec.apply(delta, host));
                    arrived(next);
                }
            } else {
                // A full snapshot goes straight into the host's weights; nobody may look at them meanwhile.
                synchronized (lock) {
                    fetch(next, host.segment());
                    changed.set(0, host.layout().tensors().size());
                    arrived(next);
                }
            }
        }
        versions.headMap(version).clear();
    }

    /**
     * Hands over the newest version unless it has been handed over before; quick then. A version may well change no
     * tensor (a step whose rewards were all equal); prompts wait for its number all the same.
     */
    public boolean takeChanges(Receiver receiver) {
        synchronized (lock) {
            if (version == handedOver) {
                return false;
            }
            receiver.accept(host, (BitSet) changed.clone(), version);
            changed.clear();
            handedOver = version;
            return true;
        }
    }

    private void arrived(WeightVersion next) {
        int checksum = host.crc32c();
        if (checksum != next.getWeightsCrc32C()) {
            throw new WeightLogException("Weight version %d has checksum %08x, but %08x was announced."
                    .formatted(next.getVersion(), checksum, next.getWeightsCrc32C()));
        }
        version = next.getVersion();
    }

    /**
     * The versions to apply, in order: deltas from the version at hand, or from the newest full snapshot
     * below the target.
     */
    private Deque<WeightVersion> wayTo(long target) {
        Deque<WeightVersion> way = new ArrayDeque<>();
        long wanted = target;
        while (wanted != version) {
            WeightVersion step = versions.get(wanted);
            if (step == null) {
                throw new WeightLogException("Weight version %d is needed to reach %d, but it was never announced."
                        .formatted(wanted, target));
            }
            way.addFirst(step);
            if (step.getKind() == WeightKind.FULL) {
                break;
            }
            wanted = step.getBaseVersion();
        }
        return way;
    }

    private void fetch(WeightVersion wanted, MemorySegment target) {
        if (wanted.getPayloadBytes() != target.byteSize()) {
            throw new WeightLogException("Weight version %d has %d bytes, but %d fit this model."
                    .formatted(wanted.getVersion(), wanted.getPayloadBytes(), target.byteSize()));
        }
        long end = endReader.endOffsets(List.of(weights)).getOrDefault(weights, 0L);
        chunkReader.seek(weights, wanted.getFirstOffset());
        CRC32C crc = new CRC32C();
        int next = 0;
        boolean isWaitTold = false;
        while (next < wanted.getChunkCount()) {
            // The chunks were written before their announcement was committed, so a log that ends before them was
            // cut off. They may become visible a little later: each partition learns by itself that a
            // transaction has ended.
            if (end <= wanted.getLastOffset() || chunkReader.position(weights) > wanted.getLastOffset()) {
                throw gone(next, wanted);
            }
            ConsumerRecords<String, byte[]> polled = chunkReader.poll(Duration.ofMillis(500));
            if (polled.isEmpty() && !isWaitTold) {
                LOG.info(
                        "The chunks of weight version {} can't be seen yet, for a transaction before them has not ended; waiting.",
                        wanted.getVersion());
                isWaitTold = true;
            }
            for (ConsumerRecord<String, byte[]> chunkRecord : polled) {
                if (next == wanted.getChunkCount() || chunkRecord.offset() > wanted.getLastOffset()) {
                    break;
                }
                Optional<WeightChunk> chunk = own.readable(WeightChunk.getDefaultInstance(), chunkRecord)
                        .filter(found -> found.getVersion() == wanted.getVersion());
                if (chunk.isPresent()) {
                    take(chunk.get(), next++, wanted, target, crc);
                }
            }
        }
        if ((int) crc.getValue() != wanted.getPayloadCrc32C()) {
            throw new WeightLogException("The chunks of weight version %d have checksum %08x, but %08x was announced."
                    .formatted(wanted.getVersion(), (int) crc.getValue(), wanted.getPayloadCrc32C()));
        }
    }

    private void take(WeightChunk chunk, int next, WeightVersion wanted, MemorySegment target, CRC32C crc) {
        if (chunk.getIndex() != next) {
            throw gone(next, wanted);
        }
        byte[] data = chunk.getData().toByteArray();
        long at = (long) next * Topics.WEIGHT_CHUNK_BYTES;
        if (at + data.length > target.byteSize()) {
            throw new WeightLogException(
                    "Chunk %d of weight version %d is too long.".formatted(next, wanted.getVersion()));
        }
        crc.update(data);
        MemorySegment.copy(MemorySegment.ofArray(data), 0, target, at, data.length);
    }

    private WeightLogException gone(int chunk, WeightVersion wanted) {
        long begin = chunkReader.beginningOffsets(List.of(weights)).getOrDefault(weights, 0L);
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
        versionReader.close();
        chunkReader.close();
        endReader.close();
        host.close();
    }
}
