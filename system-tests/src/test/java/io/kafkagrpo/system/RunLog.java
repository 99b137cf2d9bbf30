package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.StepsFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What the topics of a run say when it is over.
 *
 * @param clients connection to the run's Kafka, started again for it
 */
record RunLog(KafkaClients clients, Topics topics) {

    /** All committed training steps. */
    List<TrainingStep> steps() {
        return events().stream()
                .filter(StepEvent::hasTrainingStep)
                .map(StepEvent::getTrainingStep)
                .toList();
    }

    /** All committed evaluations. */
    List<Evaluation> evaluations() {
        return events().stream()
                .filter(StepEvent::hasEvaluation)
                .map(StepEvent::getEvaluation)
                .toList();
    }

    /** All groups that ended, duplicates included. */
    List<ScoredGroup> scoredGroups() {
        List<ScoredGroup> groups = new ArrayList<>();
        new TopicReader(clients).readAll(topics.scoredGroups(), entry -> {
            try {
                groups.add(ScoredGroup.parseFrom(entry.value()));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        });
        return groups;
    }

    /** Weight versions of which a first attempt is in the log that was never committed. */
    List<Long> abortedVersions() {
        List<Long> aborted = new ArrayList<>();
        withAborted(topics.weights()).forEach(entry -> addIfFirstChunk(entry, aborted));
        List<Long> committed = new ArrayList<>();
        new TopicReader(clients).readAll(topics.weights(), entry -> addIfFirstChunk(entry, committed));
        committed.forEach(aborted::remove);
        return aborted;
    }

    /** Steps without a gap, each with as many groups as planned, each group ended once and trained at most once. */
    void assertNothingLostNothingTwice(int steps, int groupsPerStep) {
        List<TrainingStep> committed = steps();
        assertThat(committed)
                .extracting(TrainingStep::getStep)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, steps).boxed().toList());
        assertThat(committed)
                .extracting(TrainingStep::getUsedCount)
                .allSatisfy(used -> assertThat(used).isEqualTo(groupsPerStep));
        List<String> used = committed.stream()
                .flatMap(step -> step.getUsedList().stream())
                .map(group -> group.getGroupId())
                .toList();
        assertThat(used).doesNotHaveDuplicates();
        assertThat(scoredGroups())
                .extracting((ScoredGroup group) -> group.getPrompt().getGroupId())
                .doesNotHaveDuplicates()
                .containsAll(used);
    }

    private List<StepEvent> events() {
        List<StepEvent> events = new ArrayList<>();
        new TopicReader(clients).readAll(topics.steps(), entry -> events.add(StepsFollower.parse(entry)));
        return events;
    }

    private static void addIfFirstChunk(ConsumerRecord<String, byte[]> entry, List<Long> versions) {
        try {
            WeightChunk chunk = WeightChunk.parseFrom(entry.value());
            if (chunk.getIndex() == 0) {
                versions.add(chunk.getVersion());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ConsumerRecord<String, byte[]>> withAborted(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (Consumer<String, byte[]> reader = uncommitted(clients)) {
            List<TopicPartition> partitions = TopicReader.assignAll(reader, topic);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(500)).forEach(records::add);
            }
        }
        return records;
    }

    /** A consumer that also sees what is undecided or aborted. */
    static Consumer<String, byte[]> uncommitted(KafkaClients clients) {
        return clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
    }
}
