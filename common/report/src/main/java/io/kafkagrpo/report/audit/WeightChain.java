package io.kafkagrpo.report.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The topics {@code weight-versions} and {@code weights}: each version builds on the one before, and its chunks are
 * all there with the checksum that was announced, or lie before the topic's beginning and a later full snapshot
 * replaces them. First all announcements, then the chunks in the order of their offsets.
 */
final class WeightChain {
    private final Findings findings;
    private final TreeMap<Long, WeightVersion> versions = new TreeMap<>();
    private final List<WeightVersion> announcements = new ArrayList<>();
    private final TreeMap<Long, WeightVersion> byFirstOffset = new TreeMap<>();
    private @Nullable Payload current;
    private long bytes;
    private long stray;

    /** One version's chunks, as far as they have come. */
    private static final class Payload {
        private final WeightVersion version;
        private final CRC32C crc = new CRC32C();
        private int chunks;
        private long bytes;

        Payload(WeightVersion version) {
            this.version = version;
        }
    }

    WeightChain(Findings findings) {
        this.findings = findings;
    }

    void announced(WeightVersion version) {
        announcements.add(version);
        WeightVersion before = versions.put(version.getVersion(), version);
        // A learner that starts again publishes its version again, whole, for the log's end may be damaged.
        if (before != null && !LoggedChecksum.agree(before, version)) {
            findings.add("Weight version %d is announced twice, with other weights.".formatted(version.getVersion()));
        }
        if (version.getKind() == WeightKind.DELTA && version.getBaseVersion() != version.getVersion() - 1) {
            findings.add("Weight version %d builds on version %d, not on the one before."
                    .formatted(version.getVersion(), version.getBaseVersion()));
        }
    }

    /** All versions are announced: whether they are those that the steps made. */
    void compareWith(StepChain steps) {
        long first = steps.firstVersion();
        if (announcements.stream()
                .anyMatch(version -> version.getVersion() == first && version.getKind() != WeightKind.FULL)) {
            findings.add("Weight version %d is no full snapshot.".formatted(first));
        }
        for (long before : versions.headMap(first, false).keySet()) {
            findings.add(
                    "Weight version %d is announced, but the run was forked at version %d.".formatted(before, first));
        }
        for (long version = first; steps.hasStarted() && version <= steps.lastVersion(); version++) {
            WeightVersion announced = versions.get(version);
            if (announced == null) {
                findings.add("Weight version %d was never announced.".formatted(version));
                continue;
            }
            Checksum checksum = steps.checksums().get(version);
            if (checksum != null
                    && !LoggedChecksum.ofWeights(announced, checksum.kind()).equals(Optional.of(checksum))) {
                findings.add("Weight version %d has checksum %s where it is announced, but %s in its step."
                        .formatted(version, LoggedChecksum.ofWeights(announced), checksum));
            }
        }
    }

    /** No step has made a version above this one. */
    void endAt(long newest) {
        for (long version : versions.tailMap(newest, false).keySet()) {
            findings.add("Weight version %d is announced, but no step made it.".formatted(version));
        }
    }

    /** The chunks are read from here on; those before have been deleted by retention. */
    void beginAt(long offset) {
        long snapshot = announcements.stream()
                .filter(version -> version.getKind() == WeightKind.FULL && version.getFirstOffset() >= offset)
                .mapToLong(WeightVersion::getVersion)
                .max()
                .orElse(-1);
        for (WeightVersion version : announcements) {
            if (version.getFirstOffset() >= offset) {
                byFirstOffset.put(version.getFirstOffset(), version);
            } else if (version.getVersion() > snapshot) {
                findings.add("The chunks of weight version %d are deleted, and no later full snapshot replaces them."
                        .formatted(version.getVersion()));
            }
        }
    }

    void chunk(ConsumerRecord<String, byte[]> source) {
        Map.Entry<Long, WeightVersion> owner = byFirstOffset.floorEntry(source.offset());
        if (owner == null || owner.getValue().getLastOffset() < source.offset()) {
            stray++;
            return;
        }
        WeightVersion version = owner.getValue();
        if (current == null || current.version.getFirstOffset() != version.getFirstOffset()) {
            close();
            current = new Payload(version);
        }
        try {
            add(current, WeightChunk.parseFrom(source.value() == null ? new byte[0] : source.value()), source.offset());
        } catch (InvalidProtocolBufferException e) {
            findings.add("The record at offset %d of %s is no chunk, but lies among those of weight version %d."
                    .formatted(source.offset(), source.topic(), version.getVersion()));
        }
    }

    private void add(Payload payload, WeightChunk chunk, long offset) {
        if (chunk.getVersion() != payload.version.getVersion() || chunk.getIndex() != payload.chunks) {
            findings.add("At offset %d of weights chunk %d of version %d must lie, but it is chunk %d of version %d."
                    .formatted(
                            offset,
                            payload.chunks,
                            payload.version.getVersion(),
                            chunk.getIndex(),
                            chunk.getVersion()));
        }
        payload.chunks++;
        payload.bytes += chunk.getData().size();
        payload.crc.update(chunk.getData().asReadOnlyByteBuffer());
        bytes += chunk.getData().size();
    }

    /** All chunks were read. */
    void end() {
        close();
        for (WeightVersion missing : byFirstOffset.values()) {
            findings.add(
                    "The chunks of weight version %d are not in the topic weights.".formatted(missing.getVersion()));
        }
    }

    private void close() {
        if (current == null) {
            return;
        }
        WeightVersion version = current.version;
        if (current.chunks != version.getChunkCount() || current.bytes != version.getPayloadBytes()) {
            findings.add("Weight version %d has %d chunks of %d bytes altogether, but %d of %d bytes were announced."
                    .formatted(
                            version.getVersion(),
                            current.chunks,
                            current.bytes,
                            version.getChunkCount(),
                            version.getPayloadBytes()));
        } else if ((int) current.crc.getValue() != version.getPayloadCrc32C()) {
            findings.add("The chunks of weight version %d have checksum %08x, but %08x was announced."
                    .formatted(version.getVersion(), (int) current.crc.getValue(), version.getPayloadCrc32C()));
        }
        byFirstOffset.remove(version.getFirstOffset());
        current = null;
    }

    int versions() {
        return versions.size();
    }

    long bytes() {
        return bytes;
    }

    /** Chunks of no announced version, which readers pass over because they go by offsets. */
    long stray() {
        return stray;
    }
}
