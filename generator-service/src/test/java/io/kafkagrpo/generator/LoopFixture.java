package io.kafkagrpo.generator;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.SamplingParameters;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rollout.InFlight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A generator over mock clients and a scripted decoder. What happens to it is a script too: one entry per poll,
 * which the loop runs through on the test's thread, with one decode step after each.
 */
final class LoopFixture implements AutoCloseable {
    static final Path MINI = Path.of("..", "config", "models", "mini");
    static final Topics TOPICS = new Topics("run");
    static final RunHeader HEADER = RunHeader.begin(TOPICS);
    static final TopicPartition FIRST = new TopicPartition(TOPICS.prompts(), 0);
    static final TopicPartition SECOND = new TopicPartition(TOPICS.prompts(), 1);

    /** Remembers commits, also those made while it is being closed. */
    static final class Prompts extends MockConsumer<String, byte[]> {
        final Map<TopicPartition, Long> commits = new HashMap<>();

        Prompts() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            offsets.forEach((partition, offset) -> commits.put(partition, offset.offset()));
            super.commitSync(offsets);
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            offsets.forEach((partition, offset) -> commits.put(partition, offset.offset()));
            super.commitAsync(offsets, callback);
        }
    }

    final Prompts prompts = new Prompts();
    final MockProducer<String, byte[]> completions;
    final ScriptedDecoder decoder = new ScriptedDecoder();
    private final Tokenizer tokenizer = Tokenizer.open(MINI);
    private final GeneratorLoop loop;

    private LoopFixture(MockProducer<String, byte[]> completions) {
        this.completions = completions;
        GeneratorParts parts = new GeneratorParts(
                new KafkaClients("nowhere:1", Map.of()),
                TOPICS,
                HEADER,
                "generator-1",
                Optional.empty(),
                ModelConfig.read(MINI),
                tokenizer,
                "cpu",
                ComputeType.FLOAT32,
                new PromptRules(8, 16, 64, 100),
                SimulatedLatency.ofMillis(0),
                InFlight.KEEP,
                Duration.ofMinutes(3),
                false);
        this.loop = new GeneratorLoop(parts, prompts, completions, () -> decoder, new GeneratorProgress());
        prompts.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    }

    /** Whatever is sent has arrived at once. */
    static LoopFixture open() {
        return new LoopFixture(producer(true));
    }

    /** What is sent arrives when the test says so, or when the loop flushes. */
    static LoopFixture withSlowBroker() {
        return new LoopFixture(producer(false));
    }

    private static MockProducer<String, byte[]> producer(boolean arrivesAtOnce) {
        return new MockProducer<>(arrivesAtOnce, null, new StringSerializer(), new ByteArraySerializer());
    }

    /** Runs these, one in each poll, then stops the loop in a last one and closes it. */
    void play(List<Runnable> script) {
        script.forEach(prompts::schedulePollTask);
        prompts.schedulePollTask(loop::stop);
        try (loop) {
            loop.run();
        }
    }

    /** From now on these partitions are this generator's. */
    void owns(TopicPartition... partitions) {
        prompts.rebalance(List.of(partitions));
    }

    void arrives(TopicPartition partition, long offset, PromptGroup prompt) {
        arrives(partition, offset, HEADER, prompt.getGroupId(), prompt.toByteArray());
    }

    /** A record of any kind. */
    void arrives(TopicPartition partition, long offset, RunHeader header, String key, byte @Nullable [] value) {
        prompts.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                0,
                0,
                key,
                value,
                new RecordHeaders(header.headers()),
                Optional.empty()));
    }

    /** A group of two whose completions have so many tokens. */
    static PromptGroup prompt(int position, int tokens, long minVersion) {
        return PromptGroup.newBuilder()
                .setGroupId(GroupId.train(0, position).toString())
                .setPurpose(Purpose.TRAIN)
                .addPromptTokenIds(5)
                .addPromptTokenIds(6)
                .setGroupSize(2)
                .setMinVersion(minVersion)
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(1)
                        .setMaxNewTokens(tokens)
                        .setTopP(1))
                .build();
    }

    /** The completions sent so far. */
    List<Completion> sent() throws Exception {
        List<Completion> sent = new ArrayList<>();
        for (var each : completions.history()) {
            sent.add(Completion.parseFrom(each.value()));
        }
        return sent;
    }

    /** The group ids of the completions sent so far, in order. */
    List<String> sentGroups() throws Exception {
        return sent().stream().map(each -> each.getPrompt().getGroupId()).toList();
    }

    static void nothing() {}

    @Override
    public void close() {
        tokenizer.close();
    }
}
