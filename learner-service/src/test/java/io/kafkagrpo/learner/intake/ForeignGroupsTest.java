package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.ForeignRecords;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.GroupFilter.ZeroVariance;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody else put among the scored groups is a dead letter; the group that its key names is still to come.
 */
class ForeignGroupsTest {
    private static final Topics TOPICS = new Topics("run");
    private static final RunHeader HEADER = RunHeader.begin(TOPICS).withPen(3);
    private static final TopicPartition PARTITION = new TopicPartition(TOPICS.scoredGroups(), 0);
    private static final ScoredGroup OWN = Samples.group(0, 0, 1);
    private static final byte[] VALID = Samples.group(0, 1, 0).toByteArray();

    static Stream<Arguments> strangers() {
        return ForeignRecords.of("group", VALID);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void aForeignRecordIsADeadLetterAndItsGroupIsStillAwaited(String name, byte @Nullable [] value) throws Exception {
        // Given it under the key of a group that is in flight, without the run's header and with another run's
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        Admission admission = new Admission(2, 1, 100, 4, 4);
        try (GroupInbox inbox = new GroupInbox(consumer, TOPICS, HEADER, List.of());
                StepLog log = new StepLog(producer, TOPICS)) {
            log.bear(HEADER);
            String id = OWN.getPrompt().getGroupId();
            consumer.addRecord(Samples.arriving(PARTITION, 0, RunHeader.NONE, id, value));
            consumer.addRecord(Samples.arriving(PARTITION, 1, RunHeader.begin(TOPICS), id, value));
            GroupSelector selector = new GroupSelector(
                    inbox,
                    log,
                    admission,
                    new GroupFilter(1, ZeroVariance.DROP),
                    new RefillLimit(1, 2),
                    new FailureStreak(1, 2, (inARow, newestReason) -> {}),
                    new BatchRule.FirstArrived(),
                    _ -> {},
                    new HashSet<>());
            // When
            selector.receive(Duration.ZERO);
            // Then nothing is dropped or admitted for it, and a restart reads on behind it
            assertThat(selector.takeDropped()).isEmpty();
            assertThat(admission.room(0)).isZero();
            assertThat(inbox.positions())
                    .containsExactly(PartitionPosition.newBuilder()
                            .setPartition(0)
                            .setOffset(2)
                            .build());
            // And the group itself trains when it comes
            consumer.addRecord(Samples.arriving(PARTITION, 2, HEADER, id, OWN.toByteArray()));
            selector.receive(Duration.ZERO);
            assertThat(selector.readyGroups()).isOne();
        }
        List<ProducerRecord<String, byte[]>> letters = producer.history();
        assertThat(letters)
                .hasSize(2)
                .allSatisfy(
                        entry -> assertThat(HEADER.objection(entry.headers())).isNull());
        assertThat(DeadLetter.parseFrom(letters.getFirst().value()).getErrorMessage())
                .isEqualTo("The record at run.scored-groups-0@0 is none of this run's: it has no header grpo-run.");
    }
}
