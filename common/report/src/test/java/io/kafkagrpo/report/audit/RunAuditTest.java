package io.kafkagrpo.report.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.Failed;
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
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.Arguments;
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
    @MethodSource
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

    static Stream<Arguments> corruptions() {
        return Stream.of(
                of(
                        "a missing step",
                        run -> run.steps.remove(3),
                        "The event at offset 3 of steps is step 3, but step 2 must follow here."),
                of(
                        "a group in two steps",
                        run -> run.replace(run.step(3).toBuilder().addUsed(LoggedRun.reference(0))),
                        "Group train-0-00000000 is in step 1, and again in step 3."),
                of(
                        "a group that no step decided",
                        run -> run.replace(run.step(2).toBuilder().removeUsed(0)),
                        "Group train-0-00000002 ended at offset 2 of partition 0 of scored-groups; step 3 is beyond it, but no step used or dropped it."),
                of(
                        "a used group without end",
                        run -> run.scored.get(1).remove(LoggedRun.offsetOf(5)),
                        "Step 3 used group train-0-00000005 at offset 2 of partition 1 of scored-groups, but it has no end there."),
                of(
                        "a group that ended twice",
                        run -> run.scored.get(1).add(run.scoredOf(1)),
                        "Group train-0-00000001 ended twice: at offsets 0 and 4 of partition 1 of scored-groups."),
                of(
                        "a prompt gone",
                        run -> run.prompts.get(1).remove(1),
                        "The scored group at offset 1 of partition 1 is train-0-00000003, but no such group was admitted."),
                of(
                        "fewer prompts than were admitted",
                        run -> run.prompts.get(1).remove(1),
                        "Step 3 says that 7 training prompts have been admitted, but prompts holds 6."),
                of(
                        "a prompt admitted twice",
                        run -> run.prompts.get(0).add(run.prompts.get(0).get(2)),
                        "Group train-0-00000002 is admitted twice."),
                of(
                        "a scored completion that was never recorded",
                        run -> run.completions.get(1).remove(3),
                        "Member 1 of group train-0-00000003 was scored, but is not among the completions."),
                of(
                        "a scored completion that came second",
                        run -> run.completions
                                .get(1)
                                .add(
                                        0,
                                        run.completions.get(1).getFirst().toBuilder()
                                                .setGeneratorId("another")
                                                .build()),
                        "Member 0 of group train-0-00000001 was scored, but another completion of that index arrived before it."),
                of(
                        "a group too stale",
                        run -> run.replace(withVersions(run.scoredOf(4), 0), 4),
                        "Step 3 of weight version 2 used group train-0-00000004, which has tokens of version 0: more than 1 behind."),
                of(
                        "tokens of a version to come",
                        run -> run.replace(withVersions(run.scoredOf(0), 1), 0),
                        "Step 1 of weight version 0 used group train-0-00000000, which has tokens of version 1."),
                of(
                        "a failed group trained on",
                        run -> run.replace(
                                run.scoredOf(2).toBuilder()
                                        .setFailed(Failed.newBuilder().setReason("timeout")),
                                2),
                        "Step 2 used group train-0-00000002, which failed."),
                of(
                        "a drop without a reason",
                        run -> run.replace(run.step(3).toBuilder()
                                .setDropped(
                                        0, run.step(3).getDropped(0).toBuilder().clearReason())),
                        "Step 3 dropped group train-0-00000006 without a reason."),
                of(
                        "an evaluation without its group",
                        run -> run.scored.get(1).remove(3),
                        "Weight version 3 was evaluated, but its group evaluate-3-00000000 never ended."),
                of(
                        "a position that goes back",
                        run -> run.replace(run.step(3).toBuilder()
                                .setPosition(
                                        0,
                                        run.step(3).getPosition(0).toBuilder().setOffset(2))),
                        "Step 3 takes the position in partition 0 of scored-groups back from 3 to 2."),
                of(
                        "an event after the end",
                        run -> run.steps.add(LoggedRun.evaluation(2)),
                        "The event at offset 7 of steps comes after the run has finished."),
                of(
                        "no beginning",
                        run -> run.steps.removeFirst(),
                        "The topic steps has no beginning of the run, without which nothing in it counts."),
                of(
                        "a chunk gone",
                        run -> run.chunks.removeLast(),
                        "The chunks of weight version 3 are not in the topic weights."),
                of(
                        "a chunk changed",
                        run -> run.chunks.set(
                                2,
                                run.chunks.get(2).toBuilder()
                                        .setData(ByteString.copyFromUtf8("what step 2 changed"))
                                        .build()),
                        "The chunks of weight version 1 have checksum 2cc7122c, but 35681e05 was announced."),
                of(
                        "a checksum off",
                        run -> run.replace(run.step(2).toBuilder().setWeightsCrc32C(1)),
                        "Weight version 2 has checksum 000003ea where it is announced, but 00000001 in its step."),
                of("a version gone", run -> run.versions.remove(2), "Weight version 2 was never announced."),
                of(
                        "a version that no step made",
                        run -> run.addVersion(WeightKind.DELTA, "more"),
                        "Weight version 4 is announced, but no step made it."),
                of(
                        "a delta to another base",
                        run -> run.versions.set(
                                3,
                                run.versions.get(3).toBuilder()
                                        .setBaseVersion(1)
                                        .build()),
                        "Weight version 3 builds on version 1, not on the one before."));
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
        long checksum = run.versions.getLast().getWeightsCrc32C();
        run.addVersion(WeightKind.FULL, "all weights of step 3");
        WeightVersion again = run.versions.removeLast().toBuilder()
                .setVersion(3)
                .setWeightsCrc32C((int) checksum)
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

    private static void deleteChunksBefore(long offset, Topics topics) throws Exception {
        try (Admin admin = clients().admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topics.weights(), 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private static ScoredGroup.Builder withVersions(ScoredGroup group, long version) {
        ScoredGroup.Builder changed = group.toBuilder();
        changed.getCompletionsBuilderList()
                .forEach(member ->
                        member.getFinishedBuilder().getVersionsBuilder(0).setVersion(version));
        return changed;
    }

    private static Arguments of(String what, Consumer<LoggedRun> corruption, String sentence) {
        return arguments(what, corruption, sentence);
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
