package io.kafkagrpo.report.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunAuditTest {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    private static int runs;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void aRunThatIsInOrderHasNoFinding() throws Exception {
        // Given: the log of a run that is in order
        Topics topics = LoggedRun.inOrder().write(clients(), name());

        // When: it is audited
        AuditReport report = audit(topics);

        // Then: nothing is found, and everything is counted
        assertThat(report.findings()).isEmpty();
        assertThat(report.finished()).isTrue();
        assertThat(report.steps()).isEqualTo(3);
        assertThat(report.prompts()).isEqualTo(7);
        assertThat(report.evaluationPrompts()).isEqualTo(2);
        assertThat(report.completions()).isEqualTo(18);
        assertThat(report.ended()).isEqualTo(9);
        assertThat(report.used()).isEqualTo(6);
        assertThat(report.dropped()).isEqualTo(1);
        assertThat(report.undecided()).isZero();
        assertThat(report.versions()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.kafkagrpo.report.audit.LogCorruptions#all")
    void corruptions(String what, Consumer<LoggedRun> corruption, String sentence) throws Exception {
        // Given: a run that is in order but for one thing
        LoggedRun run = LoggedRun.inOrder();
        corruption.accept(run);

        // When: it is audited
        AuditReport report = audit(run.write(clients(), name()));

        // Then: the sentence about it is there
        assertThat(report.findings()).as(what).contains(sentence);
        assertThat(report.found()).isEqualTo(report.findings().size());
    }

    @Test
    void aGroupThatCouldNotBeReadIsDroppedFromAmongTheDeadLetters() throws Exception {
        // Given: the record of the dropped group can't be read, and is a dead letter
        LoggedRun run = LoggedRun.inOrder();
        String name = name();
        Topics topics = new Topics(name);
        ScoredGroup dropped = run.scored.get(0).removeLast();
        run.write(clients(), name);
        int offset = LoggedRun.offsetOf(6);
        try (Producer<String, byte[]> producer = clients().writer(Map.of())) {
            var _ = producer.send(new ProducerRecord<>(
                    topics.scoredGroups(), 0, dropped.getPrompt().getGroupId(), new byte[] {0x7f, 0x7f}));
            var _ = producer.send(new ProducerRecord<>(
                    topics.deadLetters(),
                    0,
                    "k",
                    DeadLetter.newBuilder()
                            .setTopic(topics.scoredGroups())
                            .setOffset(offset)
                            .build()
                            .toByteArray()));
        }

        // When, Then: nothing is found
        assertThat(audit(topics).findings()).isEmpty();
    }

    @Test
    void aVersionMayBePublishedAgainWhole() throws Exception {
        // Given: the learner started again after step 3
        LoggedRun run = LoggedRun.inOrder();
        long sum = run.versions.getLast().getWeightsSum();
        run.addVersion(WeightKind.FULL, "all weights of step 3");
        WeightVersion again = run.versions.removeLast().toBuilder()
                .setVersion(3)
                .setWeightsSum(sum)
                .build();
        run.versions.add(again);
        run.chunks.set(
                run.chunks.size() - 1,
                run.chunks.getLast().toBuilder().setVersion(3).build());

        // When, Then: nothing is found
        AuditReport report = audit(run.write(clients(), name()));
        assertThat(report.findings()).isEmpty();
        assertThat(report.strayChunks()).isZero();
    }

    @Test
    void foreignRecordsAreCountedAndPassedOver() throws Exception {
        // Given: a run in order, and in each topic something that is none of its records
        Topics topics = LoggedRun.inOrder().write(clients(), name());
        try (Producer<String, byte[]> producer = clients().writer(Map.of())) {
            for (String topic : topics.all()) {
                var _ = producer.send(new ProducerRecord<>(
                        topic, 0, "someone", "no record of ours".getBytes(StandardCharsets.UTF_8)));
            }
        }

        // When: it is audited
        AuditReport report = audit(topics);

        // Then: nothing is found, and they are named
        assertThat(report.findings()).isEmpty();
        List<String> others = new ArrayList<>(topics.all());
        others.remove(topics.weights()); // what lies outside all versions is a stray chunk, whatever it is
        assertThat(report.foreign().keySet()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(report.strayChunks()).isOne();
        assertThat(report.foreign().values()).containsOnly(1L);
    }

    @Test
    void deletedChunksMustBeReplacedByALaterSnapshot() throws Exception {
        // Given: two runs whose oldest chunks retention has deleted; one of them has a later snapshot
        LoggedRun replaced = LoggedRun.inOrder();
        replaced.versions.removeLast();
        replaced.chunks.removeLast();
        replaced.addVersion(WeightKind.FULL, "all weights of step 3");
        Topics good = replaced.write(clients(), name());
        Topics bad = LoggedRun.inOrder().write(clients(), name());
        deleteChunksBefore(3, good);
        deleteChunksBefore(3, bad);

        // When, Then: only the other one has lost versions
        assertThat(audit(good).findings()).isEmpty();
        assertThat(audit(bad).findings())
                .contains("The chunks of weight version 1 are deleted, and no later full snapshot replaces them.");
    }

    @Test
    void whatRetentionTookIsNoFaultWhereTheRunAskedForIt() throws Exception {
        // Given: two runs whose first groups are gone; one of them was begun with a limit
        LoggedRun limited = LoggedRun.inOrder();
        limited.begunWith("kafka.keep.scored-groups", "7d");
        limited.begunWith("kafka.keep.completions", "20GB");
        Topics asked = limited.write(clients(), name());
        Topics lost = LoggedRun.inOrder().write(clients(), name());
        for (Topics topics : List.of(asked, lost)) {
            deleteBefore(3, topics.scoredGroups());
            deleteBefore(4, topics.completions());
        }
        // When
        AuditReport good = audit(asked);
        AuditReport bad = audit(lost);
        // Then: one says what is gone, the other that it is lost, once for each partition
        assertThat(good.findings()).isEmpty();
        assertThat(good.used()).isEqualTo(6);
        assertThat(good.retention())
                .containsExactly(
                        "3 offsets of %s are gone from the beginning of its partitions, as kafka.keep.scored-groups ('7d') asks; what needs them is not checked."
                                .formatted(asked.scoredGroups()),
                        "4 offsets of %s are gone from the beginning of its partitions, as kafka.keep.completions ('20GB') asks; what needs them is not checked."
                                .formatted(asked.completions()));
        assertThat(bad.retention()).isEmpty();
        assertThat(bad.findings())
                .containsExactly(
                        "%s-0 begins at offset 3: what lay before is lost, for kafka.keep.scored-groups is 'all'."
                                .formatted(lost.scoredGroups()),
                        "%s-0 begins at offset 4: what lay before is lost, for kafka.keep.completions is 'all'."
                                .formatted(lost.completions()));
    }

    @Test
    void whatIsKeptForEverIsLostWhereItIsGone() throws Exception {
        // Given: a run that was begun with limits, whose first prompt is gone all the same
        LoggedRun run = LoggedRun.inOrder();
        run.begunWith("kafka.keep.scored-groups", "7d");
        Topics topics = run.write(clients(), name());
        deleteBefore(1, topics.prompts());
        // When, Then
        assertThat(audit(topics).findings())
                .contains("%s-0 begins at offset 1: what lay before is lost, for this topic is kept for ever."
                        .formatted(topics.prompts()));
    }

    private static void deleteChunksBefore(long offset, Topics topics) throws Exception {
        deleteBefore(offset, topics.weights());
    }

    /** Of the first partition. */
    private static void deleteBefore(long offset, String topic) throws Exception {
        try (Admin admin = clients().admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private static AuditReport audit(Topics topics) {
        return RunAudit.of(clients(), topics, what -> assertThat(what).isNotBlank());
    }

    private static KafkaClients clients() {
        return new KafkaClients(broker.bootstrapServers(), Map.of());
    }

    private static String name() {
        return "run-" + ++runs;
    }
}
