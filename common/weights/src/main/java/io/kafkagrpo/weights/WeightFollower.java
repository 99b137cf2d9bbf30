package io.kafkagrpo.weights;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightReceiver;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the weight versions of a run: reads what was announced, fetches the shortest way from the version at
 * hand to the newest, and keeps the weights on the host. One thread follows; another may take what changed between
 * two decode steps, and waits for nothing but that: bytes are fetched, decompressed and verified beside it.
 *
 * <p>What can't be read changes nothing: the version at hand stays, whole and verified, until one arrives that does
 * not build on what is broken.
 */
public final class WeightFollower implements AutoCloseable {
    /** No version yet. */
    public static final long NONE = -1;

    private final Consumer<String, byte[]> versionReader;
    private final WeightChunks chunks;
    private final OwnRecords own;
    private final AnnouncedVersions versions = new AnnouncedVersions();
    private final HandOver handOver;
    private volatile Preparation preparation = (_, _) -> {};
    private volatile long version = NONE;
    /** {@code MixSum} of the host's weights, where the version at hand was announced with one. */
    private OptionalLong sum = OptionalLong.empty();

    private long announcementsRead;

    /** What is done with weights on the following thread before they can be taken. */
    @FunctionalInterface
    public interface Preparation {
        /** @param weights to be read only until this returns */
        void prepare(HostWeights weights, long version);
    }

    /**
     * Starts at no version.
     *
     * @param header what the run's records bear
     * @param host becomes the follower's own
     */
    public WeightFollower(KafkaClients clients, Topics topics, RunHeader header, HostWeights host) {
        this.own = new OwnRecords(header);
        this.handOver = new HandOver(host);
        this.versionReader = clients.reader();
        this.chunks = new WeightChunks(clients, topics, own);
        TopicPartition announced = new TopicPartition(topics.weightVersions(), 0);
        versionReader.assign(List.of(announced));
        versionReader.seekToBeginning(List.of(announced));
    }

    /** What is done with each newest version, from the next one on. */
    public void prepareWith(Preparation newPreparation) {
        preparation = newPreparation;
    }

    /** The version that the host holds, or {@link #NONE}. */
    public long version() {
        return version;
    }

    /** The newest version that was announced, readable or not, or {@link #NONE}; on the following thread. */
    public long newestAnnounced() {
        return versions.newest();
    }

    /** The offset up to which announcements were read; on the following thread. */
    public long announcementsRead() {
        return announcementsRead;
    }

    /**
     * Waits at most {@code wait} for an announcement and brings the host to the newest version that can be read.
     *
     * @return whether the version changed
     * @throws WeightLogException if there are newer versions and none of them can be read, for the log's bytes do not
     *     add up to what was announced; what is broken isn't read again until it is announced anew
     */
    public boolean advance(Duration wait) {
        readAnnouncements(wait);
        String obstacle = "";
        for (long target : versions.after(version)) {
            AnnouncedVersions.Way way = versions.way(version, target);
            if (way.obstacle().isEmpty()) {
                follow(way.steps());
                return true;
            }
            obstacle = obstacle.isEmpty() ? way.obstacle() : obstacle;
        }
        if (!obstacle.isEmpty()) {
            throw new WeightLogException(obstacle);
        }
        return false;
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
        AnnouncedVersions.Way way = versions.way(version, target);
        if (!way.obstacle().isEmpty()) {
            throw new WeightLogException(way.obstacle());
        }
        follow(way.steps());
    }

    private void readAnnouncements(Duration wait) {
        for (ConsumerRecord<String, byte[]> announced : versionReader.poll(wait)) {
            announcementsRead = announced.offset() + 1;
            // What is no announcement is passed over; a version that is missing shows where another builds on it.
            own.readable(WeightVersion.getDefaultInstance(), announced).ifPresent(versions::add);
        }
    }

    private void follow(Deque<WeightVersion> steps) {
        List<WeightChanges> made = new ArrayList<>();
        handOver.begin();
        boolean holdsSnapshot = false;
        try {
            for (WeightVersion next : steps) {
                made.add(next.getKind() == WeightKind.DELTA ? change(next) : replace(next));
                version = next.getVersion();
                holdsSnapshot |= next.getKind() == WeightKind.FULL;
            }
            preparation.prepare(handOver.host(), version);
        } finally {
            handOver.arrive(made, version, sum, holdsSnapshot);
        }
        versions.forgetBefore(version);
    }

    private WeightChanges change(WeightVersion next) {
        HostWeights host = handOver.host();
        return readable(next, () -> {
            byte[] payload = new byte[deltaBytes(next, host)];
            chunks.fetch(next, MemorySegment.ofArray(payload));
            WeightChanges changes = DeltaCodec.decode(payload, host.layout().valueCount());
            WeightChanges back = changes.applyTo(host);
            try {
                verify(next, changed(next, host, changes, back));
            } catch (WeightLogException e) {
                back.applyTo(host);
                throw e;
            }
            sum = sumOf(next);
            return changes;
        });
    }

    /**
     * What the host's weights add up to after a change: the sum before it and what it changes, where that is known;
     * otherwise all of them are gone through.
     */
    private Checksum changed(WeightVersion next, HostWeights host, WeightChanges changes, WeightChanges back) {
        return next.hasWeightsSum() && sum.isPresent()
                ? Checksum.sum(sum.getAsLong() + changes.mixSum() - back.mixSum())
                : host.checksum(LoggedChecksum.ofWeights(next).kind());
    }

    private static int deltaBytes(WeightVersion delta, HostWeights host) {
        long bytes = delta.getPayloadBytes();
        if (bytes < 0 || bytes > Math.min(Integer.MAX_VALUE - 8, host.segment().byteSize())) {
            throw new WeightLogException("Weight version %d is a delta of %d bytes, but the weights have %d."
                    .formatted(delta.getVersion(), bytes, host.segment().byteSize()));
        }
        return (int) bytes;
    }

    /** A snapshot is fetched into a second buffer, for it may turn out not to be readable. */
    private WeightChanges replace(WeightVersion next) {
        HostWeights host = handOver.host();
        HostWeights snapshot = version == NONE ? host : HostWeights.allocate(host.layout());
        try {
            readable(next, () -> {
                chunks.fetch(next, snapshot.segment());
                verify(next, snapshot.checksum(LoggedChecksum.ofWeights(next).kind()));
                return snapshot;
            });
        } catch (RuntimeException | Error e) {
            if (snapshot != host) {
                snapshot.close();
            }
            throw e;
        }
        sum = sumOf(next);
        return snapshot == host ? new WeightChanges() : handOver.replaceHost(snapshot);
    }

    private static OptionalLong sumOf(WeightVersion verified) {
        return verified.hasWeightsSum() ? OptionalLong.of(verified.getWeightsSum()) : OptionalLong.empty();
    }

    private <T> T readable(WeightVersion next, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (WeightLogException e) {
            versions.broken(next, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Whether {@link #takeChanges} would hand over a version at this moment. */
    public boolean hasChanges() {
        return handOver.isDue();
    }

    /**
     * Hands over the newest version unless it has been handed over before. A version may well change no value (a
     * step whose rewards were all equal); prompts wait for its number all the same.
     */
    public boolean takeChanges(WeightReceiver receiver) {
        return handOver.take(receiver);
    }

    /**
     * What was handed over.
     *
     * @param sum {@code MixSum} that the receiver's weights must have now; empty in logs of before there were sums
     * @param holdsSnapshot whether a snapshot was among it
     */
    public record Taken(OptionalLong sum, boolean holdsSnapshot) {}

    /** What was handed over last; on the taking thread. */
    public Taken taken() {
        return handOver.taken();
    }

    /** The weights of {@link #version}, for the following thread to read until it goes on. */
    public HostWeights weights() {
        return handOver.host();
    }

    private static void verify(WeightVersion version, Checksum found) {
        Checksum announced = LoggedChecksum.ofWeights(version);
        if (!found.equals(announced)) {
            throw new WeightLogException("Weight version %d has checksum %s, but %s was announced."
                    .formatted(version.getVersion(), found, announced));
        }
    }

    @Override
    public void close() {
        versionReader.close();
        chunks.close();
        handOver.close();
    }
}
