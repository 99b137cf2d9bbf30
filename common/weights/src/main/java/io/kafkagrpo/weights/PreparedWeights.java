package io.kafkagrpo.weights;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kafkagrpo.hash.MixSum;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * A weight version cut into chunks, ready to be sent within a transaction. Prepared before the transaction begins,
 * so that the transaction is open only while bytes travel.
 */
public final class PreparedWeights {
    private final WeightVersion.Builder version;
    private final MemorySegment payload;
    private volatile @Nullable Future<RecordMetadata> announced;

    private PreparedWeights(WeightVersion.Builder version, MemorySegment payload) {
        this.version = version;
        this.payload = payload;
    }

    /** A full snapshot; the weights may not change until it is sent. Its sum is taken of all values. */
    public static PreparedWeights full(HostWeights weights, long version, long step) {
        PreparedWeights full = of(weights.segment(), builder(version, step).setKind(WeightKind.FULL), weights.mixSum());
        full.version.setWeightsCrc32C(full.version.getPayloadCrc32C());
        return full;
    }

    /**
     * A delta from the version before, or a full snapshot where that is no larger.
     *
     * @param baseSum the base's {@link #weightsSum}; the delta's follows from it and what changes
     */
    public static PreparedWeights deltaOrFull(
            HostWeights base, long baseVersion, long baseSum, HostWeights next, long version, long step) {
        Optional<DeltaCodec.Delta> delta = DeltaCodec.encode(base, next);
        if (delta.isEmpty()) {
            return full(next, version, step);
        }
        return of(
                MemorySegment.ofArray(delta.get().payload()),
                builder(version, step)
                        .setKind(WeightKind.DELTA)
                        .setBaseVersion(baseVersion)
                        .setChangedValues(delta.get().changedValues()),
                baseSum + delta.get().sumDifference());
    }

    /** {@link MixSum} of the bf16 weights that this version stands for. */
    public long weightsSum() {
        return version.getWeightsSum();
    }

    /** Whether it is a full snapshot. */
    public boolean isFull() {
        return version.getKind() == WeightKind.FULL;
    }

    /** Bytes that travel. */
    public long payloadBytes() {
        return payload.byteSize();
    }

    /** Of a delta: how many bf16 values differ from its base; 0 of a full snapshot. */
    public long changedValues() {
        return version.getChangedValues();
    }

    /** Where its WeightVersion lies in the topic; empty while it is not sent, or on its way. */
    public OptionalLong announcedAt() {
        Future<RecordMetadata> sent = announced;
        return sent != null && sent.state() == Future.State.SUCCESS
                ? OptionalLong.of(sent.resultNow().offset())
                : OptionalLong.empty();
    }

    /** Sends chunks and their WeightVersion, with the run's header, within the producer's open transaction. */
    public void send(Producer<String, byte[]> producer, Topics topics, RunHeader header) {
        String key = Long.toString(version.getVersion());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < version.getChunkCount(); i++) {
            WeightChunk chunk = WeightChunk.newBuilder()
                    .setVersion(version.getVersion())
                    .setIndex(i)
                    .setCount(version.getChunkCount())
                    .setData(chunk(i))
                    .build();
            sent.add(producer.send(header.record(topics.weights(), 0, key, chunk.toByteArray())));
        }
        producer.flush();
        WeightVersion complete = version.setFirstOffset(offset(sent.getFirst()))
                .setLastOffset(offset(sent.getLast()))
                .build();
        // A failure of this one surfaces when the transaction is committed.
        announced = producer.send(header.record(topics.weightVersions(), 0, key, complete.toByteArray()));
    }

    private ByteString chunk(int index) {
        long from = (long) index * Topics.WEIGHT_CHUNK_BYTES;
        long length = Math.min(Topics.WEIGHT_CHUNK_BYTES, payload.byteSize() - from);
        return UnsafeByteOperations.unsafeWrap(payload.asSlice(from, length).asByteBuffer());
    }

    private static PreparedWeights of(MemorySegment payload, WeightVersion.Builder version, long weightsSum) {
        version.setChunkCount(Math.toIntExact(Math.ceilDiv(payload.byteSize(), Topics.WEIGHT_CHUNK_BYTES)))
                .setPayloadBytes(payload.byteSize())
                .setPayloadCrc32C(checksum(payload))
                .setWeightsSum(weightsSum);
        return new PreparedWeights(version, payload);
    }

    private static WeightVersion.Builder builder(long version, long step) {
        return WeightVersion.newBuilder().setVersion(version).setStep(step);
    }

    private static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long from = 0; from < bytes.byteSize(); from += Topics.WEIGHT_CHUNK_BYTES) {
            crc.update(bytes.asSlice(from, Math.min(Topics.WEIGHT_CHUNK_BYTES, bytes.byteSize() - from))
                    .asByteBuffer());
        }
        return (int) crc.getValue();
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("A chunk of weights could not be sent: %s".formatted(cause.getMessage()), cause);
        }
    }
}
