package io.kafkagrpo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunClockTest {
    private static StepEvent step(long step, long finishedMs, double wait, double staleness, double most) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder()
                        .setStep(step)
                        .setFinishedAtMs(finishedMs)
                        .putMetrics("seconds/wait", wait)
                        .putMetrics("staleness/mean", staleness)
                        .putMetrics("staleness/max", most))
                .build();
    }

    private static StepEvent evaluation(long step, long finishedMs) {
        return StepEvent.newBuilder()
                .setEvaluation(Evaluation.newBuilder().setStep(step).setFinishedAtMs(finishedMs))
                .build();
    }

    private static RunEvents events(StepEvent... recorded) {
        RunEvents events = new RunEvents();
        for (StepEvent event : recorded) {
            events.add(event);
        }
        return events;
    }

    @Test
    void startsWhenTheInitialModelIsEvaluatedAndStopsWithTheLastStep() {
        // Given an evaluation after the last step, which no training waits for
        RunClock clock = RunClock.of(events(
                evaluation(0, 10_000),
                step(1, 12_000, 1.5, 0, 0),
                step(2, 13_000, 0.25, 0.5, 1),
                step(3, 15_000, 0.75, 1.75, 3),
                evaluation(3, 19_000)));
        // Then
        assertThat(new double[] {clock.secondsAt(0), clock.secondsAt(1), clock.secondsAt(2), clock.secondsAt(3)})
                .containsExactly(0, 2, 3, 5);
        assertThat(clock.totalSeconds()).isEqualTo(5);
        assertThat(clock.learnerWaits()).isEqualTo(0.5);
        assertThat(clock.meanStaleness()).isCloseTo(0.75, offset(1e-12));
        assertThat(clock.maxStaleness()).isEqualTo(3);
    }

    @Test
    void refusesAStoryWithoutAStart() {
        assertThatThrownBy(() -> RunClock.of(events(step(1, 12_000, 1, 0, 0))))
                .hasMessageContaining("no evaluation of its initial model");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing                     |             | 0
            all of it                   | 0-100       | 1
            a hole in the middle        | 0-20 60-100 | 0.6
            overlapping, in any order   | 50-70 0-60  | 0.7
            one within another          | 0-80 20-30  | 0.8
            beyond both ends            | -50-10 90-200 | 0.2
            outside                     | -50--10 100-200 | 0
            """)
    void aShareOfTimeIsThatOfTheUnion(String what, String works, double share) {
        // Given
        BusyTime busy = new BusyTime();
        if (works != null) {
            for (String work : works.split(" ")) {
                String[] ends = work.split("(?<=\\d)-");
                busy.add(1_000 + Long.parseLong(ends[0]), 1_000 + Long.parseLong(ends[1]));
            }
        }
        // When, Then
        assertThat(busy.share(1_000, 1_100)).as(what).isCloseTo(share, offset(1e-12));
    }
}
