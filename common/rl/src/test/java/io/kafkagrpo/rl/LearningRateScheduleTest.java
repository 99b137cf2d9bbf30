package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.rl.LearningRateSchedule.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 0, 0.0, 0.0", "CONSTANT, 2, 0.0, 0.5", "CONSTANT, 4, 0.0, 1.0", "CONSTANT, 99, 0.0, 1.0",
        "LINEAR, 1, 0.0, 0.25", "LINEAR, 4, 0.0, 1.0", "LINEAR, 8, 0.0, 0.5", "LINEAR, 12, 0.0, 0.0",
        "LINEAR, 8, 0.2, 0.6", "LINEAR, 13, 0.2, 0.2", "COSINE, 3, 0.0, 0.75", "COSINE, 4, 0.0, 1.0",
        "COSINE, 6, 0.0, 0.8535533905932737", "COSINE, 8, 0.0, 0.5", "COSINE, 12, 0.0, 0.0", "COSINE, 8, 0.5, 0.75",
    })
    void ratesOfATwelveStepRunWithFourStepsOfWarmUp(Shape shape, long step, double floor, double expected) {
        LearningRateSchedule schedule = new LearningRateSchedule(shape, 1.0, 4, 12, floor);
        assertThat(schedule.at(step)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void aConstantScheduleNeedsNothingButItsRate() {
        assertThat(LearningRateSchedule.constant(5e-6).at(0)).isEqualTo(5e-6);
        assertThat(LearningRateSchedule.constant(5e-6).at(1_000_000)).isEqualTo(5e-6);
    }

    @Test
    void impossibleSchedulesAreRefused() {
        assertThatThrownBy(() -> LearningRateSchedule.constant(0.0)).hasMessage("learning rate 0.0 must be above 0");
        assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1.0, 13, 12, 0.0))
                .hasMessage("warm-up of 13 steps must be from 0 to the run's 12");
        assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1.0, 0, 12, 2.0))
                .hasMessage("learning rate floor 2.0 must be from 0 to 1.0");
    }
}
