package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.step.StepCosts;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.GroupFilter.ZeroVariance;
import io.kafkagrpo.settings.SettingsException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupSelectorTest {
    private static final Topics TOPICS = new Topics("run");
    private static final TopicPartition PARTITION = new TopicPartition(TOPICS.scoredGroups(), 0);
    private static final int GROUPS_PER_STEP = 2;

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");

    @ParameterizedTest
    @CsvSource({"KEEP, 3, 0, 0", "DROP, 1, 2, 2"})
    void groupsWithoutDifferencesAreDroppedAndReplacedIfSoConfigured(
            ZeroVariance zeroVariance, int ready, int dropped, int room) {
        // Given a bound of 4 prompts in flight, and three groups that arrive, two of them without differences
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 0);
        try (GroupInbox inbox = inbox(Samples.group(0, 1, 1), Samples.group(1, 0, 1), Samples.group(2, 0, 0));
                StepLog log = log()) {
            GroupSelector desk = desk(inbox, log, admission, zeroVariance);
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

    @Test
    void aModelThatIsAlwaysOrNeverRightEndsTheRunInsteadOfBeingAskedForEver() {
        // Given a limit of one batch of two groups, and three groups without differences for the first step
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 0);
        try (GroupInbox inbox = inbox(Samples.group(0, 1, 1), Samples.group(1, 0, 0), Samples.group(2, 1, 1));
                StepLog log = log()) {
            GroupSelector desk = desk(inbox, log, admission, ZeroVariance.DROP);
            // When, Then
            assertThatThrownBy(() -> desk.receive(Duration.ZERO))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(
                            "3 groups were dropped for one step because the rewards in each are all equal, more than the 2 that zero-variance-limit = 1 (batches) allows");
        }
    }

    @Test
    void theLimitIsOfOneStepAndCountsOnlyGroupsWithoutDifferences() {
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 6, 0);
        try (GroupInbox inbox = inbox(
                        Samples.group(0, 1, 1),
                        Samples.group(1, 0, 0),
                        Samples.group(2, 0, 1),
                        Samples.group(3, 0, 1));
                StepLog log = log()) {
            GroupSelector desk = desk(inbox, log, admission, ZeroVariance.DROP);
            // Given a step for which as many were dropped as is allowed
            desk.receive(Duration.ZERO);
            assertThat(desk.takeBatch(GROUPS_PER_STEP, 0)).hasSize(2);
            assertThat(desk.takeDropped()).hasSize(2);
            // When two more are dropped for the next step
            arrive(4, Samples.group(4, 1, 1), Samples.group(5, 0, 0));
            desk.receive(Duration.ZERO);
            // Then
            assertThat(desk.takeDropped()).hasSize(2);
        }
    }

    private static GroupSelector desk(GroupInbox inbox, StepLog log, Admission admission, ZeroVariance zeroVariance) {
        return new GroupSelector(
                inbox,
                log,
                admission,
                new GroupFilter(1, zeroVariance),
                new RefillLimit(1, GROUPS_PER_STEP),
                new HashSet<>());
    }

    private GroupInbox inbox(ScoredGroup... groups) {
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
        GroupInbox inbox = new GroupInbox(consumer, TOPICS, List.of());
        arrive(0, groups);
        return inbox;
    }

    private void arrive(long from, ScoredGroup... groups) {
        long offset = from;
        for (ScoredGroup group : groups) {
            consumer.addRecord(new ConsumerRecord<>(
                    PARTITION.topic(), 0, offset++, group.getPrompt().getGroupId(), group.toByteArray()));
        }
    }

    private static StepLog log() {
        return new StepLog(new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()), TOPICS);
    }
}
