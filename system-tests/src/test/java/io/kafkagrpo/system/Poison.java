package io.kafkagrpo.system;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.SamplingParameters;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.jspecify.annotations.Nullable;

/** What somebody else might put into a run's topics, under keys that mean something to the run. */
final class Poison {
    private final Topics topics;
    /** A valid record of each topic, as an old program or another run writes it: without headers. */
    private final Map<String, byte[]> valid = new LinkedHashMap<>();

    Poison(Topics topics, int nextTrainPosition) {
        this.topics = topics;
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(GroupId.train(0, nextTrainPosition).toString())
                .setPurpose(Purpose.TRAIN)
                .addAllPromptTokenIds(List.of(5, 6, 7))
                .setGroupSize(8)
                .setSampling(SamplingParameters.newBuilder().setTemperature(1).setMaxNewTokens(4))
                .build();
        Failed failed = Failed.newBuilder().setReason("poison").build();
        valid.put(topics.prompts(), prompt.toByteArray());
        valid.put(
                topics.completions(),
                Completion.newBuilder()
                        .setPrompt(prompt)
                        .setFailed(failed)
                        .build()
                        .toByteArray());
        valid.put(
                topics.scoredGroups(),
                ScoredGroup.newBuilder()
                        .setPrompt(prompt)
                        .setFailed(failed)
                        .build()
                        .toByteArray());
        valid.put(
                topics.weights(),
                WeightChunk.newBuilder().setVersion(1).setCount(1).build().toByteArray());
        valid.put(
                topics.weightVersions(),
                WeightVersion.newBuilder()
                        .setVersion(99)
                        .setKind(WeightKind.FULL)
                        .setChunkCount(1)
                        .build()
                        .toByteArray());
        valid.put(
                topics.steps(),
                StepEvent.newBuilder()
                        .setTrainingStep(TrainingStep.newBuilder().setStep(1))
                        .build()
                        .toByteArray());
        valid.put(
                topics.deadLetters(),
                DeadLetter.newBuilder().setTopic("poison").build().toByteArray());
    }

    /**
     * Puts all kinds into every partition of every topic.
     *
     * @return how many records
     */
    int into(KafkaClients clients) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (String topic : topics.all()) {
                for (PartitionInfo partition : producer.partitionsFor(topic)) {
                    for (byte[] value : kinds(topic)) {
                        sent.add(producer.send(new ProducerRecord<>(topic, partition.partition(), key(topic), value)));
                    }
                }
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
        return sent.size();
    }

    /** A key that the topic's readers know: a group in flight, the newest version, the run. */
    private String key(String topic) {
        boolean ofWeights = topic.equals(topics.weights()) || topic.equals(topics.weightVersions());
        return ofWeights
                ? "99"
                : topic.equals(topics.steps())
                        ? topics.run()
                        : GroupId.train(0, 9).toString();
    }

    private List<byte @Nullable []> kinds(String topic) {
        byte[] own = valid.getOrDefault(topic, new byte[0]);
        byte[] huge = new byte[900_000];
        Arrays.fill(huge, (byte) 0x0a);
        List<byte @Nullable []> kinds = new ArrayList<>();
        kinds.add(null);
        kinds.add(new byte[] {0x7f, -1, 0x03, 0x7f});
        kinds.add(new byte[0]);
        valid.values().forEach(kinds::add); // its own type, and every other topic's
        kinds.add(Arrays.copyOf(own, own.length - 1));
        kinds.add(huge);
        kinds.add(fromTheFuture());
        if (topic.equals(topics.steps())) {
            kinds.add(StepEvent.newBuilder()
                    .setRunStarted(RunStarted.newBuilder().setRunId("another"))
                    .build()
                    .toByteArray());
        }
        return kinds;
    }

    /** Fields that no program of today knows. */
    private static byte[] fromTheFuture() {
        return new byte[] {(byte) 0xfa, 0x7f, 0x02, 0x01, 0x02};
    }
}
