package io.kafkagrpo.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.ScoringInput;
import org.junit.jupiter.api.Test;

class EvaluationTallyTest {
    private final EvaluationTally tally = new EvaluationTally(
            AnswerCheck.of(EvaluationMatch.ANSWER_TAG),
            RewardSet.of(EvaluationTally.tutorialRewards(), RewardRegistry.standard()));

    private boolean add(String text, FinishReason reason, int tokens) {
        return tally.add(new ScoringInput("19 - 12", "7", text, reason, tokens));
    }

    @Test
    void sumsUpWithTheTutorialsRules() {
        // Given a right answer, one that only evaluation accepts, and an unfinished one
        boolean right = add("<reasoning>19-12=7</reasoning><answer>7</answer>", FinishReason.STOP, 10);
        boolean lenient = add("<reasoning>so</reasoning><answer>19 less 12 is 7</answer>", FinishReason.STOP, 12);
        boolean cut = add("<reasoning>19", FinishReason.LENGTH, 20);
        // Then
        assertThat(right).isTrue();
        assertThat(lenient).isTrue();
        assertThat(cut).isFalse();
        assertThat(tally.accuracy()).isCloseTo(2 / 3.0, offset(1e-12));
        assertThat(tally.meanReward()).isCloseTo((2.8 + 0.8 + 0.2) / 3, offset(1e-12));
        assertThat(tally.formatRate()).isCloseTo(2 / 3.0, offset(1e-12));
        assertThat(tally.meanLength()).isEqualTo(14);
        assertThat(tally.cutRate()).isCloseTo(1 / 3.0, offset(1e-12));
        assertThat(tally.accuracyError()).isCloseTo(Math.sqrt(2 / 27.0), offset(1e-12));
    }
}
