package io.kafkagrpo.weights;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightVersion;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes versions of small weights as a learner does, but in chunks so small that a version has several. */
final class WeightPress implements AutoCloseable {
    static final WeightLayout LAYOUT =
            WeightLayout.of(new ModelConfig("qwen2", 16, 24, 2, 2, 1, 8, 50, 1e4, 1e-6, true, true, false, 64, null));
    private static final int CHUNKS = 5;

    private final Topics topics = new Topics("pressed");
    private final RunHeader header = RunHeader.begin(topics);
    private final KafkaClients clients;
    private final Producer<String, byte[]> writer;

    /** What is done to a version's chunks on their way. */
    @FunctionalInterface
    interface Mutation {
        List<byte[]> of(List<byte[]> chunks);
    }

    WeightPress(KafkaClients clients) throws ExecutionException, InterruptedException {
        this.clients = clients;
        this.writer = clients.writer(Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(1, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
    }

    WeightFollower follower() {
        return new WeightFollower(clients, topics, header, HostWeights.allocate(LAYOUT));
    }

    static HostWeights random(Random random) {
        HostWeights weights = HostWeights.allocate(LAYOUT);
        change(weights, random, 1);
        return weights;
    }

    /**
     * Gives about this share of the values other bits.
     *
     * @return how many
     */
    static long change(HostWeights weights, Random random, double share) {
        long changes = 0;
        for (long i = 0; i < LAYOUT.valueCount(); i++) {
            if (random.nextDouble() < share) {
                short old = weights.segment().get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i);
                weights.segment()
                        .set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, (short) (old + 1 + random.nextInt(1 << 15)));
                changes++;
            }
        }
        return changes;
    }

    void publish(PreparedWeights weights) throws Exception {
        publish(weights, chunks -> chunks);
    }

    void publish(PreparedWeights weights, Mutation mutation) throws Exception {
        publish(weights, mutation, announced -> announced);
    }

    /** With something done to the announcement, too. */
    void publish(PreparedWeights weights, Mutation mutation, UnaryOperator<WeightVersion.Builder> announcement)
            throws Exception {
        List<ProducerRecord<String, byte[]>> own = records(weights, topics, header);
        WeightVersion version = WeightVersion.parseFrom(own.getLast().value());
        String key = Long.toString(version.getVersion());
        List<byte[]> cut = cut(version, own.subList(0, own.size() - 1));
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (byte[] chunk : mutation.of(cut)) {
            sent.add(writer.send(header.record(topics.weights(), 0, key, chunk)));
        }
        writer.flush();
        WeightVersion announced = announcement
                .apply(version.toBuilder()
                        .setChunkCount(cut.size())
                        .setFirstOffset(sent.getFirst().get().offset())
                        .setLastOffset(sent.getLast().get().offset()))
                .build();
        writer.send(header.record(topics.weightVersions(), 0, key, announced.toByteArray()))
                .get();
    }

    /** A version's chunks and its announcement, as a learner sends them. */
    static List<ProducerRecord<String, byte[]>> records(PreparedWeights weights, Topics topics, RunHeader header) {
        try (MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer())) {
            weights.send(producer, topics, header);
            return producer.history();
        }
    }

    private static List<byte[]> cut(WeightVersion version, List<ProducerRecord<String, byte[]>> chunks)
            throws InvalidProtocolBufferException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (ProducerRecord<String, byte[]> chunk : chunks) {
            whole.writeBytes(WeightChunk.parseFrom(chunk.value()).getData().toByteArray());
        }
        byte[] payload = whole.toByteArray();
        int length = Math.ceilDiv(payload.length, CHUNKS);
        int count = Math.ceilDiv(payload.length, length);
        List<byte[]> cut = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = i * length;
            cut.add(WeightChunk.newBuilder()
                    .setVersion(version.getVersion())
                    .setIndex(i)
                    .setCount(count)
                    .setData(ByteString.copyFrom(payload, from, Math.min(length, payload.length - from)))
                    .build()
                    .toByteArray());
        }
        return cut;
    }

    @Override
    public void close() {
        writer.close();
    }
}
