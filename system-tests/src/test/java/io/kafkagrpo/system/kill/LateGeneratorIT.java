package io.kafkagrpo.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.system.RunLog;
import io.kafkagrpo.system.RunProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generator that starts when the weights' topic holds the newest full snapshot and what came after it, and no more:
 * that is all it needs.
 */
class LateGeneratorIT {
    private static final int STEPS = 60;
    private static final int GROUPS_PER_STEP = 4;
    private static final int FULL_EVERY = 5;
    /** Behind a snapshot and before the next one, so that deltas are needed too. */
    private static final int LATE = 3 * FULL_EVERY + 2;

    /** Kept where the test fails: its logs and topics tell why. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void samplesWithTheNewestVersionWhereAllBeforeTheLastSnapshotIsDeleted() throws Exception {
        // Given a run under way
        RunProbe probe = new RunProbe(directory, "arithmetic");
        probe.start(
                "arithmetic",
                "--set",
                "steps=" + STEPS,
                "groups-per-step=" + GROUPS_PER_STEP,
                "group-size=4",
                "weights.full-every=" + FULL_EVERY,
                "evaluation.limit=8",
                "evaluation.every=0");
        probe.awaitStep(LATE);
        KafkaClients clients = probe.awaitKafka();
        // When all weights before its newest snapshot are deleted
        WeightVersion snapshot = announced(clients, probe).stream()
                .filter(version -> version.getKind() == WeightKind.FULL)
                .max(Comparator.comparingLong(WeightVersion::getVersion))
                .orElseThrow();
        assertThat(snapshot.getVersion()).isPositive();
        delete(clients, probe.topics().weights(), snapshot.getFirstOffset());
        // And another generator takes the place of the one that knows them
        long killed = probe.process(Services.GENERATOR).pid();
        probe.kill(Services.GENERATOR);
        long newest = announced(clients, probe).stream()
                .mapToLong(WeightVersion::getVersion)
                .max()
                .orElseThrow();
        Instant begun = Instant.now();
        Completion first = firstOfAnother(clients, probe, killed);
        System.out.printf(
                "Deleted up to version %d of %d; the late generator's first completion came after %d ms%n",
                snapshot.getVersion(),
                newest,
                Duration.between(begun, Instant.now()).toMillis());
        // Then it begins with the version that is the newest, for which nothing is missing
        assertThat(first.getFinished().getVersions(0).getVersion()).isGreaterThanOrEqualTo(newest);
        assertThat(Files.readString(probe.folder().logs().resolve("generator-service.log")))
                .doesNotContain("the learner to publish its weights anew");
        // And the run ends as planned, with what was deleted as the only thing that isn't there
        assertThat(probe.exitCode()).isZero();
        try (EmbeddedBroker broker = probe.broker()) {
            RunLog log = probe.log(broker);
            assertThat(new TopicReader(log.clients()).gone(log.topics().weights()))
                    .isGreaterThanOrEqualTo(snapshot.getFirstOffset());
            log.assertNothingLostNothingTwice(STEPS, GROUPS_PER_STEP);
        }
    }

    private static List<WeightVersion> announced(KafkaClients clients, RunProbe probe) {
        TopicReader reader = new TopicReader(clients);
        List<WeightVersion> versions = new ArrayList<>();
        reader.readAll(
                probe.topics().weightVersions(),
                WeightVersion.getDefaultInstance(),
                new OwnRecords(reader.events(probe.topics()).header()),
                versions::add);
        return versions;
    }

    private static void delete(KafkaClients clients, String topic, long before) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            KafkaClients.answer(
                    admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                            .all());
        }
    }

    /** The first completion that a generator other than this process has sampled. */
    private static Completion firstOfAnother(KafkaClients clients, RunProbe probe, long process) throws Exception {
        List<Completion> found = new ArrayList<>();
        try (TopicFollower follower = new TopicFollower(clients, probe.topics().completions())) {
            probe.await("a completion of another generator than process " + process, () -> {
                for (ConsumerRecord<String, byte[]> entry : follower.next(RunProbe.POLL)) {
                    Completion completion = Completion.parseFrom(entry.value());
                    if (completion.hasFinished() && !completion.getGeneratorId().endsWith("-" + process)) {
                        found.add(completion);
                    }
                }
                return !found.isEmpty();
            });
        }
        return found.stream()
                .min(Comparator.comparingLong(Completion::getStartedAtMs))
                .orElseThrow();
    }
}
