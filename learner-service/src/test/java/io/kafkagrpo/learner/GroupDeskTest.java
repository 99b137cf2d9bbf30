package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.GroupFilter.ZeroVariance;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupDeskTest {
    private static final Topics TOPICS = new Topics("run");
    private static final TopicPartition PARTITION = new TopicPartition(TOPICS.scoredGroups(), 0);
    private static final int GROUPS_PER_STEP = 2;

    @ParameterizedTest
    @CsvSource({"KEEP, 3, 0, 0", "DROP, 1, 2, 2"})
    void groupsWithoutDifferencesAreDroppedAndReplacedIfSoConfigured(
            ZeroVariance zeroVariance, int ready, int dropped, int room) {
        // Given a bound of 4 prompts in flight, and three groups that arrive, two of them without differences
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 0);
        try (GroupInbox inbox = inbox(Samples.group(0, 1, 1), Samples.group(1, 0, 1), Samples.group(2, 0, 0));
                StepLog log = log()) {
            GroupDesk desk = new GroupDesk(inbox, log, admission, new GroupFilter(1, zeroVariance), new HashSet<>());
            // When
            desk.receive(Duration.ZERO);
            // Then what is dropped is recorded with its reason, and makes room for as many new prompts
            assertThat(desk.readyGroups()).isEqualTo(ready);
            assertThat(admission.room(0)).isEqualTo(room);
            List<DroppedGroup> gone = desk.takeDropped();
            assertThat(gone)
                    .hasSize(dropped)
                    .allMatch(group -> group.getReason().equals("zero variance"));
            Map<String, Double> metrics = new HashMap<>();
            StepCosts.addDropped(gone, metrics);
            assertThat(metrics)
                    .containsEntry("groups/dropped_zero_variance", (double) dropped)
                    .containsEntry("groups/dropped_failed", 0.0);
            // Then a restart reads from the first group that nothing has decided
            assertThat(inbox.positions())
                    .containsExactly(PartitionPosition.newBuilder()
                            .setPartition(0)
                            .setOffset(zeroVariance == ZeroVariance.DROP ? 1 : 0)
                            .build());
        }
    }

    private static GroupInbox inbox(ScoredGroup... groups) {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
        GroupInbox inbox = new GroupInbox(consumer, TOPICS, List.of());
        for (int offset = 0; offset < groups.length; offset++) {
            consumer.addRecord(new ConsumerRecord<>(
                    PARTITION.topic(),
                    0,
                    offset,
                    groups[offset].getPrompt().getGroupId(),
                    groups[offset].toByteArray()));
        }
        return inbox;
    }

    private static StepLog log() {
        return new StepLog(new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()), TOPICS);
    }
}
