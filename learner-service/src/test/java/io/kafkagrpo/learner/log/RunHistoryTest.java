package io.kafkagrpo.learner.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.util.List;
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

    @ParameterizedTest
    @CsvSource({"3, 3, 12, 12", "3, 2, 13, 12", "0, 0, 8, 0"})
    void stepsAndPromptsThatTellOfEachOtherAreWhole(long last, long awaited, long admitted, long bySteps) {
        assertThatCode(() -> RunHistory.refuseCutOff(new Topics("r"), last, steps(last, bySteps), admitted, awaited))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 4, 12, 12, 'topic r.steps is lost: it ends with step 3, but prompts ask for version 4.'",
        "0, 1, 8, 0, 'topic r.steps is lost: it ends with step 0, but prompts ask for version 1.'",
        "3, 3, 11, 12, 'topic r.prompts is lost: it has 11 training prompts, but step 3 says 12.'"
    })
    void aLogWhoseEndIsLostIsNotTakenForAShorterOne(
            long last, long awaited, long admitted, long bySteps, String sentence) {
        assertThatThrownBy(
                        () -> RunHistory.refuseCutOff(new Topics("r"), last, steps(last, bySteps), admitted, awaited))
                .isInstanceOf(BrokenLogException.class)
                .hasMessageContaining(sentence);
    }

    private static List<TrainingStep> steps(long last, long feederPosition) {
        return last == 0
                ? List.of()
                : List.of(TrainingStep.newBuilder()
                        .setStep(last)
                        .setFeederPosition(feederPosition)
                        .build());
    }
}
