package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the reward-service, again and again: what it writes is what an undisturbed one writes, but for the times. Two
 * kills in 8,000 completions by default; twenty in 100,000 with
 *
 * <pre>mvn verify -pl system-tests -am -Dit.test=RewardKillIT -Dkill.rewards=20 -Dkill.completions=100000
 *     -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class RewardKillIT {
    private static final int KILLS = Integer.getInteger("kill.rewards", 2);
    private static final int GROUP_SIZE = 8;
    private static final int GROUPS = Integer.getInteger("kill.completions", 8_000) / GROUP_SIZE;
    private static final Duration POLL = Duration.ofMillis(100);

    /** Only against hanging for ever on a busy machine; nothing is timed. */
    private static final Duration GUARD = Duration.ofMinutes(20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void killedAgainAndAgainItScoresWhatItScoresUndisturbed() throws Exception {
        // Given a run, whose completions somebody sampled many times more
        RunProbe probe = new RunProbe(folder.resolve("run"), "arithmetic");
        CommandRun trained = CommandRun.of(
                "train",
                "arithmetic",
                "--run-dir",
                probe.folder().path().toString(),
                "--set",
                "steps=1",
                "--set",
                "optimizer.warmup-steps=0",
                "--set",
                "evaluation.every=0",
                "--set",
                "evaluation.limit=8");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        try (RunDirectory directory = RunDirectory.open(probe.folder().path());
                EmbeddedBroker broker = probe.broker()) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            int all = multiply(clients, probe.topics());
            Services services =
                    new Services(Installation.ofThisProcess(), directory, broker.bootstrapServers(), Map.of());
            for (Map.Entry<String, Path> rewards : rewards().entrySet()) {
                // When
                Map<String, ScoredGroup> undisturbed =
                        score(clients, services, "quiet-" + rewards.getKey(), rewards.getValue(), all, 0);
                Map<String, ScoredGroup> killed =
                        score(clients, services, "killed-" + rewards.getKey(), rewards.getValue(), all, KILLS);
                // Then
                assertThat(undisturbed).hasSize(all);
                assertThat(killed).isEqualTo(undisturbed);
            }
        }
    }

    /** Functions that answer on the stream's thread, and one that answers later, for which completions are parked. */
    private Map<String, Path> rewards() throws IOException {
        Files.writeString(
                folder.resolve("brief.py"),
                "def reward(completions, **columns):\n    return [len(c) / 100 for c in completions]\n");
        String quick = "rewards:\n  correctness: 1\n  format: 1\n";
        return Map.of(
                "quick", Files.writeString(folder.resolve("quick.yaml"), quick),
                "slow",
                        Files.writeString(
                                folder.resolve("slow.yaml"),
                                quick + "  brief: {weight: 0.5, python: {script: brief.py}}\n"));
    }

    /** Writes the run's completions again and again as other groups', and returns how many groups there are then. */
    private static int multiply(KafkaClients clients, Topics topics) throws Exception {
        TopicReader reader = new TopicReader(clients);
        RunHeader header = reader.events(topics).header();
        Map<String, List<Completion>> groups = new HashMap<>();
        reader.readAll(
                topics.completions(),
                Completion.getDefaultInstance(),
                new OwnRecords(header),
                completion -> groups.computeIfAbsent(completion.getPrompt().getGroupId(), _ -> new ArrayList<>())
                        .add(completion));
        List<List<Completion>> whole = groups.values().stream()
                .filter(group -> group.size() == GROUP_SIZE)
                .toList();
        assertThat(whole).isNotEmpty();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (int i = 0; i < GROUPS; i++) {
                String id = "again-%06d".formatted(i);
                for (Completion completion : whole.get(i % whole.size())) {
                    Completion copy = completion.toBuilder()
                            .setPrompt(completion.getPrompt().toBuilder().setGroupId(id))
                            .build();
                    sent.add(producer.send(header.record(topics.completions(), null, id, copy.toByteArray())));
                }
            }
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
        return groups.size() + GROUPS;
    }

    /** Runs a reward-service of its own over the completions until all groups are there, and kills it on the way. */
    private Map<String, ScoredGroup> score(
            KafkaClients clients, Services services, String name, Path rewards, int expected, int kills)
            throws Exception {
        String output = "arithmetic.rescored-" + name;
        ChildSpec spec = services.reward(
                name,
                Map.of(
                        "grpo.run-dir",
                        folder.resolve(name).toString(),
                        "grpo.scoring.rewards",
                        rewards.toString(),
                        "grpo.scoring.application-id",
                        "arithmetic.rescore-" + name,
                        "grpo.scoring.output-topic",
                        output,
                        "grpo.scoring.dead-letter-topic",
                        output + ".dead-letters"));
        createTopics(clients, output);
        Map<String, ScoredGroup> found = new HashMap<>();
        int killed = 0;
        Process service = start(spec);
        try (TopicFollower follower = new TopicFollower(clients, output)) {
            long end = System.nanoTime() + GUARD.toNanos();
            while (found.size() < expected) {
                for (ConsumerRecord<String, byte[]> entry : follower.next(POLL)) {
                    ScoredGroup group = ScoredGroup.parseFrom(entry.value()).toBuilder()
                            .clearClosedAtMs()
                            .build();
                    assertThat(found.put(entry.key(), group))
                            .as("%s ends once", entry.key())
                            .isNull();
                }
                if (killed < kills && found.size() > (killed + 1L) * expected / (kills + 1)) {
                    service.destroyForcibly().waitFor();
                    killed++;
                    service = start(spec);
                }
                assertThat(service.isAlive()).as("its log is %s", spec.log()).isTrue();
                assertThat(System.nanoTime() - end)
                        .as("%d of %d groups after %s", found.size(), expected, GUARD)
                        .isNegative();
            }
        } finally {
            service.destroyForcibly().waitFor();
        }
        assertThat(killed).isEqualTo(kills);
        return found;
    }

    private static void createTopics(KafkaClients clients, String output) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(
                            new NewTopic(output, 1, (short) 1), new NewTopic(output + ".dead-letters", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static Process start(ChildSpec spec) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(spec.log().toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(spec.command().apply(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        return builder.start();
    }
}
