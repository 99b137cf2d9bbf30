package io.kafkagrpo.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.intake.Samples;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.advantage.AdvantageEstimator;
import io.kafkagrpo.rl.advantage.Opo;
import io.kafkagrpo.rl.advantage.WithoutEmpty;
import io.kafkagrpo.rl.objective.Sample;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepAdvantagesTest {
    private static final double NAN = Double.NaN;

    @Test
    void recordedAdvantagesAreTakenAsTheyAre() {
        // Given a completion with the advantage 0.25, and one without a total
        ScoredCompletion first = Samples.completion(0, new double[] {1}, new double[] {2});
        ScoredGroup group = ScoredGroup.newBuilder()
                .addCompletions(first.toBuilder().setAdvantage(0.25))
                .addCompletions(Samples.completion(1, new double[] {1}, new double[] {NAN}))
                .build();
        // Then
        assertThat(new StepAdvantages.Recorded()
                        .of(List.of(RolloutCodec.group(group)))
                        .completions())
                .isDeepEqualTo(new double[][] {{0.25, 0}});
        assertThatThrownBy(() -> new StepAdvantages.Recorded().of(List.of(RolloutCodec.group(Samples.group(7, 1, 2)))))
                .isInstanceOf(RunMismatchException.class)
                .hasMessageContaining("Completion 0 of group train-0-00000007");
    }

    @Test
    void theBatchEstimatorDividesByTheStepsDeviation() {
        // Given four rewards of the step, 0, 1, 0, 1, with a sample standard deviation of √(1/3)
        var settings =
                new AdvantageSettings(AdvantageSettings.Estimator.BATCH, 1e-4, AdvantageSettings.SingleMember.ZERO);
        double expected = 0.5 / (Math.sqrt(1.0 / 3.0) + 1e-4);
        // When
        double[][] advantages = new StepAdvantages.OverStep(settings)
                .of(List.of(
                        RolloutCodec.group(Samples.group(0, 0, 1)), RolloutCodec.group(Samples.group(1, NAN, 0, 1))))
                .completions();
        // Then
        assertThat(advantages[0]).containsExactly(new double[] {-expected, expected}, within(1e-12));
        assertThat(advantages[1]).containsExactly(new double[] {0, -expected, expected}, within(1e-12));
    }

    @Test
    void normalizeThenSumWeighsFunctionsOfDifferentScaleByTheirWeights() {
        // Given two functions that rank two completions oppositely, the first a hundred times larger, the second
        // with twice the weight
        double[] weights = {1, 2};
        ScoredGroup group = ScoredGroup.newBuilder()
                .addCompletions(Samples.completion(0, weights, new double[] {100, 0}))
                .addCompletions(Samples.completion(1, weights, new double[] {0, 1}))
                .addCompletions(Samples.completion(2, weights, new double[] {NAN, 1}))
                .build();
        // When
        double[][] advantages = new StepAdvantages.NormalizedFirst(1e-9)
                .of(List.of(RolloutCodec.group(group)))
                .completions();
        // Then z = (1 - 2, 2 - 1) / √2, normalised again over the step; the incomplete one stays out
        double expected = Math.sqrt(0.5);
        assertThat(advantages[0]).containsExactly(new double[] {-expected, expected, 0}, within(1e-6));
    }

    @Test
    void anEstimatorIsToldLengthsAndMasks() {
        // Given two completions with a reward, of which one was cut off, and one without
        ScoredGroup group = Samples.group(0, 0, 1, NAN);
        ScoredCompletion.Builder cut = group.getCompletions(0).toBuilder();
        cut.getFinishedBuilder().setFinishReason(FinishReason.LENGTH);
        ScoredGroup withCut = group.toBuilder().setCompletions(0, cut).build();
        AdvantageEstimator estimator = new WithoutEmpty(new Opo(AdvantageSettings.SingleMember.REWARD));
        // Then the one that was cut off has no tokens where these are masked, and so is out of the group
        assertThat(new StepAdvantages.Estimated(estimator, TruncatedCompletions.MASK)
                        .of(List.of(RolloutCodec.group(withCut)))
                        .completions())
                .isDeepEqualTo(new double[][] {{0, 1, 0}});
        assertThat(new StepAdvantages.Estimated(estimator, TruncatedCompletions.KEEP)
                        .of(List.of(RolloutCodec.group(withCut)))
                        .completions()[0][1])
                .isEqualTo(0.5);
    }

    @Test
    void onlyCompletionsWithATotalAreRowsAndOverlongOnesCanBeMasked() {
        // Given three completions: scored, scored and cut off, not scored
        ScoredGroup complete = Samples.group(0, 0, 1, NAN);
        ScoredCompletion.Builder cut = complete.getCompletions(1).toBuilder();
        cut.getFinishedBuilder().setFinishReason(FinishReason.LENGTH);
        var groups = List.of(new ReceivedGroup(
                RolloutCodec.group(complete.toBuilder().setCompletions(1, cut).build()), 0, 0));
        var advantages = new StepAdvantages.OverStep(AdvantageSettings.GRPO);
        // Then
        assertThat(TrainingBatch.of(groups, 0, advantages, TruncatedCompletions.KEEP)
                        .samples())
                .extracting(Sample::countedTokens)
                .containsExactly(2, 2);
        assertThat(TrainingBatch.of(groups, 0, advantages, TruncatedCompletions.MASK)
                        .samples())
                .extracting(Sample::countedTokens)
                .containsExactly(2, 0);
    }
}
