package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka, or a server that a reward must come from, is away and comes back: nothing is lost, and each group ends
 * once. Away for two seconds by default; for five minutes with
 *
 * <pre>mvn -pl reward-service -am test -Dtest=OutageTest -Dtest.outage=5m -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class OutageTest {
    private static final Duration OUTAGE = Duration.parse("PT" + System.getProperty("test.outage", "2s"));
    private static final int SIZE = 4;
    private static final int IN_FLIGHT = 8;

    @TempDir
    private Path folder;

    @Test
    void scoringPausesWhileARequiredFunctionIsDown() throws Exception {
        int groups = 20;
        try (RewardServer server = new RewardServer();
                ScoringCluster cluster = new ScoringCluster(folder, IN_FLIGHT)) {
            // Given a server that is down
            server.goDown();
            server.let(1000);
            cluster.serve("one", length(server), Map.of());
            cluster.send(completions(groups));
            // When it refuses whoever asks, for a while, and comes back
            long end = System.nanoTime() + OUTAGE.toNanos();
            while (System.nanoTime() < end) {
                server.awaitRequests(1);
            }
            server.comeBack();
            // Then nothing is missing
            assertEachOnce(cluster.await(groups), groups);
        }
    }

    @Test
    void scoringGoesOnWhenKafkaIsBack() throws Exception {
        int groups = 2_000;
        try (RewardServer server = new RewardServer();
                ScoringCluster cluster = new ScoringCluster(folder, IN_FLIGHT)) {
            // Given a service at work
            server.let(groups * SIZE);
            cluster.serve("one", length(server), Map.of());
            cluster.send(completions(groups));
            assertThat(cluster.await(1)).hasSizeLessThan(groups);
            // When Kafka is away
            cluster.withoutBroker(OUTAGE);
            server.let(groups * SIZE); // some are asked for again
            // Then the rest is scored all the same, and none of the others again
            assertEachOnce(cluster.await(groups), groups);
        }
    }

    private static RewardSet length(RewardServer server) {
        Map<String, String> parameters =
                Map.of("http.url", server.url(), "http.batch", "1", "http.required", "true", "http.retries", "0");
        return RewardSet.of(
                List.of(new RewardSpecification("length", 1, parameters)), OutsideRewards.registry(List.of()));
    }

    private static List<Completion> completions(int groups) {
        List<Completion> all = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            PromptGroup prompt = Samples.train(g, SIZE);
            for (int index = 0; index < SIZE; index++) {
                all.add(Samples.finished(prompt, index, "x".repeat(index)));
            }
        }
        return all;
    }

    private static void assertEachOnce(List<ScoredGroup> ended, int groups) {
        assertThat(ended.stream().map(group -> group.getPrompt().getGroupId()))
                .doesNotHaveDuplicates()
                .hasSize(groups);
        assertThat(ended)
                .allSatisfy(
                        group -> assertThat(group.getCompletionsList().stream().map(ScoredCompletion::getTotal))
                                .containsExactly(0.0, 1.0, 2.0, 3.0));
    }
}
