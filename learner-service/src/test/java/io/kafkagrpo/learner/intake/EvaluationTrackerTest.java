package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import org.junit.jupiter.api.Test;

class EvaluationTrackerTest {

    @Test
    void passAtKIsTheUnbiasedEstimateOverAllSamplesAskedFor() {
        // Given three problems with six samples each: one of them never right, one three times, one failed
        EvaluationTracker tracker = new EvaluationTracker(4, 4, 3, 6);
        tracker.add(received(group(0, 0)));
        tracker.add(received(group(1, 3)));
        tracker.add(received(failed(2)));
        assertThat(tracker.isComplete()).isTrue();
        // When
        Evaluation evaluation = tracker.result(0);
        // Then pass@2 of the second is 1 − C(3,2)/C(6,2) = 0.8, pass@4 and pass@6 are 1
        assertThat(evaluation.getResultsMap())
                .containsKeys("pass_at_1", "pass_at_2", "pass_at_4", "pass_at_6")
                .doesNotContainKeys("pass_at_3", "pass_at_5", "pass_at_8");
        assertThat(evaluation.getResultsOrThrow("pass_at_4")).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(evaluation.getResultsOrThrow("pass_at_6")).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(evaluation.getResultsOrThrow("accuracy")).isCloseTo(0.5 / 3, within(1e-15));
        assertThat(evaluation.getResultsOrThrow("pass_at_1")).isCloseTo(0.5 / 3, within(1e-15));
        assertThat(evaluation.getResultsOrThrow("pass_at_2")).isCloseTo(0.8 / 3, within(1e-15));
        assertThat(evaluation.getFailedGroups()).isOne();
    }

    @Test
    void aGreedyEvaluationHasPassAtOneAlone() {
        // Given
        EvaluationTracker tracker = new EvaluationTracker(0, 0, 1, 1);
        tracker.add(received(group(0, 1)));
        // Then
        assertThat(tracker.result(0).getResultsMap())
                .contains(entry("accuracy", 1.0), entry("pass_at_1", 1.0))
                .doesNotContainKey("pass_at_2");
    }

    private static ReceivedGroup received(ScoredGroup group) {
        return new ReceivedGroup(RolloutCodec.group(group), 0, 0);
    }

    private static ScoredGroup.Builder prompted(int problem) {
        return ScoredGroup.newBuilder()
                .setPrompt(PromptGroup.newBuilder()
                        .setGroupId(GroupId.evaluate(4, problem).toString())
                        .setPurpose(Purpose.EVALUATE));
    }

    private static ScoredGroup group(int problem, int right) {
        ScoredGroup.Builder group = prompted(problem);
        for (int i = 0; i < Math.max(1, right); i++) {
            group.addCompletions(ScoredCompletion.newBuilder()
                    .setIndex(i)
                    .setFinished(Finished.newBuilder().setFinishReason(FinishReason.STOP))
                    .setCorrect(i < right)
                    .setTotal(1));
        }
        return group.build();
    }

    private static ScoredGroup failed(int problem) {
        return prompted(problem)
                .setFailed(Failed.newBuilder().setReason("too long"))
                .build();
    }
}
