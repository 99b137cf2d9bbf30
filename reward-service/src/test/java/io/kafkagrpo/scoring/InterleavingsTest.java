package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever order, loss, damage and repetition the members of groups meet: each group ends exactly once. */
class InterleavingsTest {
    private static final int GROUPS = 20;
    private static final int SIZE = 4;
    private static final byte[] GARBAGE = {0x7f, 1, 2};

    private record Sent(String group, byte[] value) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyGroupEndsExactlyOnce(long seed, @TempDir Path directory) throws Exception {
        // Given groups of which members fail, are lost, damaged or sampled twice, in a random order
        Random random = new Random(seed);
        List<Sent> sent = sampledGroups(random);
        Collections.shuffle(sent, random);

        List<ScoredGroup> ended;
        Map<String, String> firstTexts = new HashMap<>();
        try (TopologyFixture topology = new TopologyFixture(directory)) {
            // When they arrive with pauses, some of which time groups out
            for (Sent one : sent) {
                topology.send(one.group(), one.value());
                noteFirst(firstTexts, one);
                if (random.nextInt(12) == 0) {
                    topology.advance(Duration.ofSeconds(random.nextInt(30)));
                }
            }
            topology.advance(TopologyFixture.TIMEOUT);
            ended = topology.ended();

            // Then nothing is left open
            assertThat(topology.entries(GroupStores.OPEN)).isZero();
            assertThat(topology.entries(GroupStores.PARTS)).isZero();
        }
        // and each group has ended once
        List<String> expected =
                sent.stream().map(Sent::group).distinct().sorted().toList();
        assertThat(ended.stream().map(group -> group.getPrompt().getGroupId()).sorted())
                .containsExactlyElementsOf(expected);
        for (ScoredGroup group : ended) {
            int needed = Math.min(2, Math.max(1, group.getPrompt().getGroupSize()));
            assertThat(group.hasComplete()).isEqualTo(group.getStatistics().getScored() >= needed);
            assertThat(group.hasFailed()).isNotEqualTo(group.hasComplete());
            assertThat(group.getCompletionsList().stream().map(ScoredCompletion::getIndex))
                    .doesNotHaveDuplicates()
                    .isSorted();
            // and holds the first arrival of each index
            for (ScoredCompletion member : group.getCompletionsList()) {
                if (member.hasFinished()) {
                    assertThat(member.getFinished().getText())
                            .isEqualTo(firstTexts.get(group.getPrompt().getGroupId() + "/" + member.getIndex()));
                }
            }
        }
    }

    private static List<Sent> sampledGroups(Random random) {
        List<Sent> sent = new ArrayList<>();
        for (int g = 0; g < GROUPS; g++) {
            PromptGroup prompt = random.nextInt(5) == 0 ? Samples.evaluate(g, 1) : Samples.train(g, SIZE);
            for (int index = 0; index < prompt.getGroupSize(); index++) {
                int deliveries = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3) / 2;
                for (int d = 0; d < deliveries; d++) {
                    sent.add(new Sent(prompt.getGroupId(), member(random, prompt, index)));
                }
            }
        }
        return sent;
    }

    private static byte[] member(Random random, PromptGroup prompt, int index) {
        return switch (random.nextInt(12)) {
            case 0 -> GARBAGE;
            case 1 -> Samples.failed(prompt, index, "no memory").toByteArray();
            case 2 -> Samples.finished(prompt, index, Samples.BOOM).toByteArray();
            default ->
                Samples.finished(prompt, index, "<answer>" + random.nextInt(8) + "</answer>")
                        .toByteArray();
        };
    }

    private static void noteFirst(Map<String, String> texts, Sent one) throws Exception {
        if (one.value() != GARBAGE) {
            Completion completion = Completion.parseFrom(one.value());
            texts.putIfAbsent(
                    one.group() + "/" + completion.getIndex(),
                    completion.getFinished().getText());
        }
    }
}
