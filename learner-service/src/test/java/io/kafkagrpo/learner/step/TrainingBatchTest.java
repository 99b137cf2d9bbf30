package io.kafkagrpo.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.Sample;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rollout.Completion;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.rollout.Origin;
import io.kafkagrpo.rollout.Score;
import io.kafkagrpo.rollout.TokenMask;
import io.kafkagrpo.rollout.Verdict;
import io.kafkagrpo.rollout.VersionSpan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingBatchTest {
    private static final TokenMask TOOL_IN_THE_MIDDLE = TokenMask.of(new boolean[] {true, false, true});

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        TorchRuntime.start(1);
    }

    @Test
    void tokensThatThePolicyDidNotWriteDoNotCount() {
        // Given two completions of three tokens by the step's own version, one with a tool's token in its middle
        TrainingBatch batch = batch(TOOL_IN_THE_MIDDLE, -2);
        // Then
        Sample sample = batch.samples().getFirst();
        assertThat(List.of(sample.counts(0), sample.counts(1), sample.counts(2)))
                .containsExactly(true, false, true);
        assertThat(batch.samples()).extracting(Sample::countedTokens).containsExactly(2, 3);
        // And the engine computes them all the same, for what follows depends on them
        assertThat(batch.tokens().getFirst().completions().getFirst()).hasSize(3);
        assertThat(batch.metrics(0)).containsEntry("tokens/counted", 5.0).containsEntry("tokens/trained", 6.0);
    }

    @Test
    void whatStandsForABehaviourThatIsNoneChangesNothing() throws Exception {
        // Given a batch with a tool's token, once with a log-probability of 0 and once with another
        Trained zero = train(batch(TOOL_IN_THE_MIDDLE, 0));
        Trained other = train(batch(TOOL_IN_THE_MIDDLE, -7));
        // Then both train the same, and measure the sampler by the policy's own five tokens
        assertThat(other.checksum()).isEqualTo(zero.checksum());
        assertThat(other.metrics().get("behaviour_kl")).isEqualTo(zero.metrics().get("behaviour_kl"));
        assertThat(zero.metrics()).containsEntry("mismatch_kl/tokens", 5.0);
        // And a token that counts does make a difference
        Trained counted = train(batch(TokenMask.ALL, 0));
        assertThat(counted.checksum()).isNotEqualTo(zero.checksum());
        assertThat(counted.metrics()).containsEntry("mismatch_kl/tokens", 6.0);
    }

    @Test
    void aCompletionWithoutATokenOfThePolicyIsNotPassedThroughTheModel() throws Exception {
        Trained trained = train(batch(TokenMask.of(new boolean[3]), 0));
        assertThat(trained.metrics()).containsEntry("rows/passed", 1.0);
    }

    @Test
    void completionsAreNumberedThroughAndThoseLeftOutTakeEmptyGroupsWithThem() {
        // Given two groups of two
        TrainingBatch batch = TrainingBatch.of(
                List.of(received("a", TokenMask.ALL, -1), received("b", TokenMask.ALL, -1)),
                0,
                new StepAdvantages.OverStep(AdvantageSettings.GRPO),
                TruncatedCompletions.KEEP);
        assertThat(batch.samples()).hasSize(4);
        // When the last alone is needed
        List<TokenGroup> needed = batch.tokens(number -> number == 3);
        // Then
        assertThat(needed).hasSize(1);
        assertThat(needed.getFirst().prompt()).containsExactly(3, 2);
        assertThat(needed.getFirst().completions()).containsExactly(new int[] {8, 9, 1});
    }

    private record Trained(Checksum checksum, Map<String, Double> metrics) {}

    private Trained train(TrainingBatch batch) throws Exception {
        try (StepTrainer trainer = TinyTrainer.open(folder, ObjectiveSettings.grpo(0.2, 0), 1, 0)) {
            Map<String, Double> metrics = trainer.train(batch, 1);
            return new Trained(trainer.stateChecksum(), metrics);
        }
    }

    private static TrainingBatch batch(TokenMask mask, float middle) {
        return TrainingBatch.of(
                List.of(received("a", mask, middle)),
                0,
                new StepAdvantages.OverStep(AdvantageSettings.GRPO),
                TruncatedCompletions.KEEP);
    }

    private static ReceivedGroup received(String id, TokenMask mask, float middle) {
        List<Member> members = List.of(
                member(0, new int[] {5, 6, 1}, middle, mask, 1), member(1, new int[] {8, 9, 1}, -1, TokenMask.ALL, 0));
        return new ReceivedGroup(new Group(id, new int[] {3, 2}, 0, members, null), 0, 0);
    }

    private static Member member(int index, int[] tokens, float middle, TokenMask mask, double total) {
        Completion completion = new Completion(
                index,
                tokens,
                new float[] {-3, middle, -3},
                List.of(new VersionSpan(0, 0)),
                mask,
                "",
                FinishReason.STOP,
                new Origin("g", 0, 0));
        return new Member.Scored(completion, new Score(List.of(), total, Double.NaN, Verdict.NONE));
    }
}
