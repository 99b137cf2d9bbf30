package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.rollout.Completion;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Origin;
import io.kafkagrpo.rollout.TokenMask;
import io.kafkagrpo.rollout.VersionSpan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** From the generator to the learner: what was sampled is what is trained on. */
class GroupTravelTest {
    private static final int MEMBERS = 4;
    private static final List<FinishReason> REASONS = List.of(FinishReason.values());

    @RepeatedTest(10)
    void aGroupTravelsWhole(RepetitionInfo repetition, @TempDir Path directory) throws Exception {
        // Given a group of random completions, some with tokens that the policy did not write
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        PromptGroup prompt = Samples.train(repetition.getCurrentRepetition(), MEMBERS).toBuilder()
                .addPromptTokenIds(random.nextInt(1 << 20))
                .setMinVersion(2)
                .build();
        List<Completion> sampled = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            sampled.add(completion(random, i));
        }
        // When their records go through the reward-service, in another order, and the learner reads what comes out
        try (TopologyFixture topology = new TopologyFixture(directory)) {
            for (int i : new int[] {2, 0, 3, 1}) {
                topology.send(RolloutCodec.toRecord(prompt, sampled.get(i)));
            }
            assertThat(topology.deadLetters()).isEmpty();
            Group group = RolloutCodec.readGroup(topology.ended().getFirst().toByteArray());
            // Then nothing is lost on the way
            assertThat(group.id()).isEqualTo(prompt.getGroupId());
            assertThat(group.promptTokenIds()).containsExactly(1, prompt.getPromptTokenIds(1));
            assertThat(group.scored().map(member -> member.completion()).toList())
                    .usingRecursiveComparison()
                    .withEqualsForType(TokenMask::equals, TokenMask.class)
                    .isEqualTo(sampled);
            assertThat(group.totals()).doesNotContain(Double.NaN);
        }
    }

    private static Completion completion(SplittableRandom random, int index) {
        int length = random.nextInt(1, 40);
        float[] logProbabilities = new float[length];
        boolean[] written = new boolean[length];
        boolean tool = random.nextBoolean();
        for (int t = 0; t < length; t++) {
            written[t] = !tool || random.nextBoolean();
            logProbabilities[t] = written[t] ? (float) -random.nextExponential() : 0;
        }
        return new Completion(
                index,
                random.ints(length, 0, 1 << 20).toArray(),
                logProbabilities,
                List.of(new VersionSpan(2, 0), new VersionSpan(random.nextLong(3, 1L << 50), length / 2)),
                TokenMask.of(written),
                random.nextBoolean() ? Samples.RIGHT : Samples.WRONG,
                REASONS.get(random.nextInt(REASONS.size())),
                new Origin("generator-" + index, random.nextLong(1L << 40), random.nextLong(1L << 40)));
    }
}
