package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.step.StepCosts;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.DropReason;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.GroupFilter.ZeroVariance;
import io.kafkagrpo.settings.SettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private static final RunHeader HEADER = RunHeader.begin(TOPICS);
    private static final int GROUPS_PER_STEP = 2;

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");

    @ParameterizedTest
    @CsvSource({"KEEP, 3, 0, 0", "DROP, 1, 2, 2"})
    void groupsWithoutDifferencesAreDroppedAndReplacedIfSoConfigured(
            ZeroVariance zeroVariance, int ready, int dropped, int room) {
        // Given a bound of 4 prompts in flight, and three groups that arrive, two of them without differences
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 4);
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
                    .allMatch(group -> DroppedGroups.reason(group) == DropReason.ZERO_VARIANCE)
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
    void whatIsDroppedIsRecordedWithItsReasonAndItsWords() {
        // Given a failed group, one that can't be read, and two of version 0
        ScoredGroup failed = Samples.group(0, 0, 1).toBuilder()
                .setFailed(Failed.newBuilder().setReason("timeout with 1 of 4 members"))
                .build();
        ScoredGroup contradiction = Samples.group(1, 0, 1).toBuilder()
                .setCompletions(
                        0,
                        ScoredCompletion.newBuilder()
                                .setFinished(Finished.newBuilder().setFinishReasonValue(9)))
                .build();
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 4);
        try (GroupInbox inbox = inbox(failed, contradiction, Samples.group(2, 0, 1), Samples.group(3, 1, 0));
                StepLog log = log()) {
            GroupSelector desk = desk(inbox, log, admission, ZeroVariance.KEEP);
            // When they are wanted by a step that starts from version 2, with a lag of at most 1
            desk.receive(Duration.ZERO);
            assertThat(desk.readyGroups()).isEqualTo(2);
            assertThat(desk.takeBatch(GROUPS_PER_STEP, 2)).isEmpty();
            // Then
            List<DroppedGroup> gone = desk.takeDropped();
            assertThat(gone)
                    .extracting(DroppedGroups::reason)
                    .containsExactly(DropReason.FAILED, DropReason.FAILED, DropReason.STALE, DropReason.STALE);
            assertThat(gone.get(0).getReason()).isEqualTo("timeout with 1 of 4 members");
            assertThat(gone.get(1).getReason())
                    .startsWith("dead letter: ")
                    .endsWith("The finish reason 9 is none that is known.");
            assertThat(gone.get(2).getReason()).isEqualTo("stale");
            assertThat(admission.room(2)).isEqualTo(4);
        }
    }

    @Test
    void aModelThatIsAlwaysOrNeverRightEndsTheRunInsteadOfBeingAskedForEver() {
        // Given a limit of one batch of two groups, and three groups without differences for the first step
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 4);
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
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 6, 6);
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

    @Test
    void aRunInWhichEveryGroupFailsEnds() {
        // Given a limit of one batch of two groups, and three groups that failed
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 4, 4);
        try (GroupInbox inbox = inbox(failed(0, "a"), failed(1, "b"), failed(2, "no number."));
                StepLog log = log()) {
            GroupSelector desk = desk(inbox, log, admission, ZeroVariance.KEEP);
            // When, Then
            assertThatThrownBy(() -> desk.receive(Duration.ZERO))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(
                            "3 groups failed one after another, more than the 2 that failed-groups-limit = 1 (batches) allows, the newest because of this: no number; mend");
        }
    }

    @ParameterizedTest
    @CsvSource({"KEEP, 0, 1", "DROP, 1, 1"})
    void failuresAmongOthersEndNothing(ZeroVariance zeroVariance, double one, double other) {
        // Given three failures and three more, with a group between them that was scored
        Admission admission = new Admission(GROUPS_PER_STEP, 1, 100, 6, 6);
        try (GroupInbox inbox = inbox(
                        failed(0, "a"), failed(1, "b"), Samples.group(2, one, other), failed(3, "c"), failed(4, "d"));
                StepLog log = log()) {
            GroupSelector desk = desk(inbox, log, admission, zeroVariance);
            // When
            desk.receive(Duration.ZERO);
            // Then
            assertThat(desk.takeDropped()).hasSize(zeroVariance == ZeroVariance.DROP ? 5 : 4);
            // And what a step has recorded counts no more
            arrive(5, failed(5, "e"), failed(6, "f"));
            desk.receive(Duration.ZERO);
            assertThat(desk.takeDropped()).hasSize(2);
        }
    }

    private static ScoredGroup failed(int position, String reason) {
        return Samples.group(position).toBuilder()
                .setFailed(Failed.newBuilder().setReason(reason))
                .build();
    }

    private static GroupSelector desk(GroupInbox inbox, StepLog log, Admission admission, ZeroVariance zeroVariance) {
        return new GroupSelector(
                inbox,
                log,
                admission,
                new GroupFilter(1, zeroVariance),
                new RefillLimit(1, GROUPS_PER_STEP),
                new FailureStreak(1, GROUPS_PER_STEP, (_, _) -> {}),
                new BatchRule.FirstArrived(),
                _ -> {},
                new HashSet<>());
    }

    private GroupInbox inbox(ScoredGroup... groups) {
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        GroupInbox inbox = new GroupInbox(consumer, TOPICS, HEADER, List.of());
        arrive(0, groups);
        return inbox;
    }

    private void arrive(long from, ScoredGroup... groups) {
        long offset = from;
        for (ScoredGroup group : groups) {
            consumer.addRecord(Samples.arriving(
                    PARTITION, offset++, HEADER, group.getPrompt().getGroupId(), group.toByteArray()));
        }
    }

    private static StepLog log() {
        StepLog log =
                new StepLog(new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()), TOPICS);
        log.bear(RunHeader.NONE);
        return log;
    }
}
