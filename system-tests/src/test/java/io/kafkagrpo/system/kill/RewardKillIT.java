package io.kafkagrpo.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.system.RunProbe;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} of the reward-service, again and again: what it writes is what an undisturbed one writes, but for
 * the times. Two kills in 8,000 completions by default; twenty in 100,000 with
 *
 * <pre>mvn verify -pl system-tests -am -Dit.test=RewardKillIT -Dkill.rewards=20
 *     -Dkill.completions=100000 -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false -Dtest.longest="90 m"</pre>
 */
class RewardKillIT {
    private static final int KILLS = Integer.getInteger("kill.rewards", 2);
    private static final int GROUP_SIZE = 8;
    private static final int GROUPS = Integer.getInteger("kill.completions", 8_000) / GROUP_SIZE;
    /** A pass over the data that the run itself does not come to. */
    private static final int AGAIN = 9;

    private static final Duration POLL = Duration.ofMillis(100);

    /** Only against hanging for ever on a busy machine; nothing is timed. */
    private static final Duration GUARD = Duration.ofMinutes(8L * (1 + KILLS / 4));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    /**
     * Functions that answer on the stream's thread, and with one that answers later, for which
     * completions are parked.
     */
    static Stream<Arguments> rewards() {
        return Stream.of(
                Arguments.of("quick", List.of()), Arguments.of("slow", List.of("rewards.brief.python.script=SCRIPT")));
    }

    @ParameterizedTest(name = "{0} rewards")
    @MethodSource("rewards")
    void killedAgainAndAgainItScoresWhatItScoresUndisturbed(String name, List<String> changes) throws Exception {
        // Given a run that has ended, into which somebody sampled many groups more, and a copy of it
        Files.writeString(
                folder.resolve("brief.py"),
                "def reward(completions, **columns):\n    return [len(c) / 100 for c in completions]\n");
        RunProbe quiet = new RunProbe(folder.resolve("quiet"), "arithmetic");
        CommandRun trained = train(quiet, changes);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Set<String> wanted;
        try (EmbeddedBroker broker = quiet.broker()) {
            wanted = multiply(new KafkaClients(broker.bootstrapServers(), Map.of()), quiet.topics());
        }
        RunProbe killed = new RunProbe(folder.resolve("killed"), "arithmetic");
        copy(quiet.folder().path(), killed.folder().path());
        // When
        Map<String, ScoredGroup> undisturbed = score(quiet, wanted, 0);
        Map<String, ScoredGroup> disturbed = score(killed, wanted, KILLS);
        // Then
        assertThat(undisturbed).containsOnlyKeys(wanted);
        assertThat(disturbed).isEqualTo(undisturbed);
    }

    private CommandRun train(RunProbe run, List<String> changes) {
        List<String> command = new ArrayList<>(
                List.of("train", "arithmetic", "--run-dir", run.folder().path().toString()));
        List<String> pairs = new ArrayList<>(
                List.of("steps=1", "optimizer.warmup-steps=0", "evaluation.every=0", "evaluation.limit=8"));
        changes.forEach(pair ->
                pairs.add(pair.replace("SCRIPT", folder.resolve("brief.py").toString())));
        pairs.forEach(pair -> command.addAll(List.of("--set", pair)));
        return CommandRun.of(command.toArray(String[]::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** Writes the run's whole groups again and again under other names, and returns these. */
    private static Set<String> multiply(KafkaClients clients, Topics topics) throws Exception {
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
        Set<String> written = new HashSet<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (int i = 0; i < GROUPS; i++) {
                String id = GroupId.train(AGAIN, i).toString();
                written.add(id);
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
        return written;
    }

    /** Starts the run's reward-service until all groups have ended, and kills it on the way. */
    private static Map<String, ScoredGroup> score(RunProbe run, Set<String> wanted, int kills) throws Exception {
        try (RunDirectory directory = RunDirectory.open(run.folder().path());
                EmbeddedBroker broker = run.broker()) {
            ChildSpec spec = new Services(Installation.ofThisProcess(), directory, broker.bootstrapServers(), Map.of())
                    .reward(Services.REWARD, Map.of());
            return score(new KafkaClients(broker.bootstrapServers(), Map.of()), run.topics(), spec, wanted, kills);
        }
    }

    private static Map<String, ScoredGroup> score(
            KafkaClients clients, Topics topics, ChildSpec spec, Set<String> wanted, int kills) throws Exception {
        Map<String, ScoredGroup> found = new HashMap<>();
        int killed = 0;
        Process service = start(spec);
        try (TopicFollower follower = new TopicFollower(clients, topics.scoredGroups())) {
            long end = System.nanoTime() + GUARD.toNanos();
            while (found.size() < wanted.size()) {
                for (ConsumerRecord<String, byte[]> entry : follower.next(POLL)) {
                    if (!wanted.contains(entry.key())) {
                        continue; // the run's own, of which some were in flight at its end
                    }
                    ScoredGroup group = ScoredGroup.parseFrom(entry.value()).toBuilder()
                            .clearClosedAtMs()
                            .build();
                    assertThat(found.put(entry.key(), group))
                            .as("%s ends once", entry.key())
                            .isNull();
                }
                if (killed < kills && found.size() > (killed + 1L) * wanted.size() / (kills + 1)) {
                    service.destroyForcibly().waitFor();
                    killed++;
                    service = start(spec);
                }
                assertThat(service.isAlive()).as("its log is %s", spec.log()).isTrue();
                assertThat(System.nanoTime() - end)
                        .as("%d of %d groups after %s", found.size(), wanted.size(), GUARD)
                        .isNegative();
            }
        } finally {
            service.destroyForcibly().waitFor();
        }
        assertThat(killed).isEqualTo(kills);
        return found;
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
