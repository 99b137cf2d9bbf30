package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import io.kafkagrpo.task.reward.plugin.PluginJar;
import io.kafkagrpo.task.reward.process.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slow functions with a real broker, real servers and processes: nothing is lost, and each group ends once. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SlowScoringTest {
    private static final int GROUPS = 20;
    private static final int SIZE = 4;
    private static final int IN_FLIGHT = 4;

    @TempDir
    Path folder;

    @Test
    void oneOfEachKindScoresAGroup() throws Exception {
        try (RewardServer server = new RewardServer();
                ScoringCluster cluster = new ScoringCluster(folder, 100)) {
            assumeTrue(Python.isThere(), Python.MISSING);
            // Given a built-in function, a jar, a script, a server and a judge
            server.let(1000);
            Path jar = PluginJar.of(folder, "Words", """
                    package mine;
                    import io.kafkagrpo.task.reward.*;
                    import java.util.Map;
                    public record Words(String name) implements RewardPlugin, RewardFunction {
                        public Words() { this("words"); }
                        @Override public RewardFunction create(Map<String, String> parameters) { return this; }
                        @Override public double score(ScoringInput input) { return input.text().split(" ").length; }
                    }
                    """);
            Path script = Files.writeString(
                    folder.resolve("vowels.py"),
                    "def reward(completions, **columns): return [sum(c.count(v) for v in 'aeiou') for c in completions]");
            Path rubric = Files.writeString(folder.resolve("rubric.txt"), "{completion}!");
            cluster.serve(
                    "one",
                    RewardSet.of(
                            List.of(
                                    new RewardSpecification("format", 1),
                                    new RewardSpecification("words", 1),
                                    new RewardSpecification("vowels", 1, Map.of("python.script", script.toString())),
                                    new RewardSpecification("length", 1, Map.of("http.url", server.url())),
                                    new RewardSpecification(
                                            "helpful",
                                            0.5,
                                            Map.of(
                                                    "judge.url",
                                                    server.url(),
                                                    "judge.model",
                                                    "m",
                                                    "judge.rubric",
                                                    rubric.toString()))),
                            OutsideRewards.registry(List.of(jar))),
                    Map.of());
            // When a group comes
            PromptGroup prompt = Samples.train(1, 2);
            cluster.send(
                    List.of(Samples.finished(prompt, 0, "aeiou"), Samples.finished(prompt, 1, "<answer>xyz</answer>")));
            // Then each member has a value of each
            ScoredGroup group = cluster.await(1).getFirst();
            assertThat(values(group.getCompletions(0))).containsExactly(0.0, 1.0, 5.0, 5.0, 6.0);
            assertThat(values(group.getCompletions(1))).containsExactly(0.4, 1.0, 4.0, 20.0, 21.0);
            assertThat(group.getCompletions(0).getTotal()).isEqualTo(14);
            assertThat(group.getCompletions(0).getRewards(4).getAnswer()).isEqualTo("Score: 6");
        }
    }

    @Test
    void aServerThatTakesLongerThanAPollMayTakeCostsNobodyTheirPlace() throws Exception {
        try (RewardServer server = new RewardServer();
                ScoringCluster cluster = new ScoringCluster(folder, IN_FLIGHT)) {
            // Given a service that must poll every second, and a server that doesn't answer
            cluster.serve(
                    "one",
                    http(server, Map.of("timeout", "60")),
                    Map.of(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 1000));
            cluster.send(completions(0, GROUPS));
            server.awaitRequests(1);
            // When a second service joins and so the partitions are dealt anew, and answers come at last
            cluster.serve("two", http(server, Map.of("timeout", "60")), Map.of());
            cluster.awaitRunning("two");
            server.let(1000);
            // Then each group ends once, whoever asked for it
            assertEachOnce(cluster.await(GROUPS));
            // and only what was in flight at the dealing was asked twice, for no one lost their place by being late
            assertThat(server.requests()).isLessThanOrEqualTo(GROUPS * SIZE + 2 * IN_FLIGHT);
        }
    }

    @Test
    void aCrashWhileTheServerIsAskedLosesNothing() throws Exception {
        try (RewardServer server = new RewardServer();
                ScoringCluster cluster = new ScoringCluster(folder, 8)) {
            // Given a service with questions open, and some groups that have ended
            KafkaStreams first = cluster.serve("one", http(server, Map.of()), Map.of());
            cluster.send(completions(0, GROUPS));
            server.let(3 * SIZE);
            server.awaitRequests(4);
            // When it goes without waiting for them, and its state with it
            first.close(Duration.ofSeconds(20));
            cluster.serve("another-disk", http(server, Map.of()), Map.of());
            cluster.awaitRunning("another-disk");
            server.let(1000);
            // Then the next one asks again
            assertEachOnce(cluster.await(GROUPS));
        }
    }

    private static RewardSet http(RewardServer server, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(Map.of("http.url", server.url(), "http.batch", "1"));
        more.forEach((key, value) -> parameters.put("http." + key, value));
        return RewardSet.of(
                List.of(new RewardSpecification("length", 1, parameters)), OutsideRewards.registry(List.of()));
    }

    private static List<Completion> completions(int from, int groups) {
        List<Completion> all = new ArrayList<>();
        for (int g = from; g < from + groups; g++) {
            PromptGroup prompt = Samples.train(g, SIZE);
            for (int index = 0; index < SIZE; index++) {
                all.add(Samples.finished(prompt, index, "x".repeat(index)));
            }
        }
        return all;
    }

    private static void assertEachOnce(List<ScoredGroup> groups) {
        assertThat(groups.stream().map(group -> group.getPrompt().getGroupId()))
                .doesNotHaveDuplicates()
                .hasSize(GROUPS);
        for (ScoredGroup group : groups) {
            assertThat(group.getCompletionsList().stream().map(ScoredCompletion::getTotal))
                    .containsExactly(0.0, 1.0, 2.0, 3.0);
        }
    }

    private static List<Double> values(ScoredCompletion completion) {
        return completion.getRewardsList().stream().map(RewardValue::getValue).toList();
    }
}
