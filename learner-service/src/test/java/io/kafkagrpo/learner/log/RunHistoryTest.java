package io.kafkagrpo.learner.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.record.TrainingStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunHistoryTest {
    @Test
    void stepsFollowOneAnother() {
        TrainingStep third = TrainingStep.newBuilder().setStep(3).build();
        assertThat(RunHistory.following(2, third)).isSameAs(third);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2, 4", "0, 0", "5, 1"})
    void aStepThatIsMissingOrThereTwiceStopsTheLearner(long last, long step) {
        assertThatThrownBy(() -> RunHistory.following(
                        last, TrainingStep.newBuilder().setStep(step).build()))
                .isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("step %d follows step %d".formatted(step, last));
    }
}
