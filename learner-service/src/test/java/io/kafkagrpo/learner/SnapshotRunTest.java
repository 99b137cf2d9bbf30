package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generators that ask a running learner for a snapshot, over a real broker. */
class SnapshotRunTest {
    private static final int GENERATORS = 64;

    @TempDir
    private Path folder;

    @Test
    void allWhoAskWhileTheLearnerWaitsForGroupsGetOneSnapshotAndTheRunGoesOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            LearnerParts parts = LearnerRuns.parts(
                    broker, folder.resolve("run"), "asked", Map.of("steps", "1", "max-staleness", "0"));
            Topics topics = parts.topics();
            LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
            CompletableFuture<Void> run = LearnerRuns.started(loop);
            try (RestOfPipeline others = new RestOfPipeline(parts.clients(), topics, run);
                    TopicFollower announced = new TopicFollower(parts.clients(), topics.weightVersions());
                    Producer<String, byte[]> generators = parts.clients().writer(Map.of())) {
                // Given a learner that waits for its first groups
                List<PromptGroup> asked = others.prompts(Purpose.EVALUATE, 1);
                List<ConsumerRecord<String, byte[]>> versions = await(announced, 1);
                // When all generators have read that far, and can't go on
                long read = versions.getFirst().offset() + 1;
                RunHeader header =
                        new TopicReader(parts.clients()).events(topics).header();
                for (int i = 0; i < GENERATORS; i++) {
                    var _ = generators.send(header.record(
                            topics.heartbeats(),
                            0,
                            "generator-" + i,
                            Heartbeat.newBuilder()
                                    .setGeneratorId("generator-" + i)
                                    .setWantsSnapshotFrom(read)
                                    .build()
                                    .toByteArray()));
                }
                generators.flush();
                // Then the newest version comes once more, whole
                versions.addAll(await(announced, 1));
                // and the run goes on as planned
                others.answer(asked.getFirst(), 0, 1);
                for (PromptGroup prompt : others.prompts(Purpose.TRAIN, 2)) {
                    others.answer(prompt, 0, 0, 1);
                }
                others.step(1);
                others.answer(others.prompts(Purpose.EVALUATE, 2).getLast(), 1, 1);
                run.join();
                versions.addAll(await(announced, 1));
                List<WeightVersion> all = new ArrayList<>();
                for (var entry : versions) {
                    all.add(WeightVersion.parseFrom(entry.value()));
                }
                assertThat(all).extracting(WeightVersion::getVersion).containsExactly(0L, 0L, 1L);
                assertThat(all)
                        .extracting(WeightVersion::getKind)
                        .containsExactly(WeightKind.FULL, WeightKind.FULL, WeightKind.DELTA);
                assertThat(all.get(1).getWeightsSum()).isEqualTo(all.get(0).getWeightsSum());
            } finally {
                loop.stop();
            }
        }
    }

    private static List<ConsumerRecord<String, byte[]>> await(TopicFollower follower, int count) throws Exception {
        List<ConsumerRecord<String, byte[]>> entries = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (entries.size() < count) {
            assertThat(System.nanoTime()).as("what is awaited comes in time").isLessThan(end);
            entries.addAll(follower.next(Duration.ofMillis(100)));
        }
        return entries;
    }
}
