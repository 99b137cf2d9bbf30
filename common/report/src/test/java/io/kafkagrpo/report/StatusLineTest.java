package io.kafkagrpo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.rl.DropReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLineTest {

    @Test
    void aStepIsOneLine() {
        TrainingStep step = TrainingStep.newBuilder()
                .setStep(12)
                .putMetrics("reward/mean", 1.849)
                .putMetrics("accuracy", 0.62)
                .putMetrics("kl", 0.01234)
                .putMetrics("generator/tokens_per_second", 1900.4)
                .putMetrics("learner/tokens_per_second", 31_000)
                .putMetrics("staleness/mean", 0.75)
                .build();
        assertThat(StatusLine.of(step, 80, Duration.ofSeconds(62)))
                .isEqualTo(
                        "step 12/80  reward 1.85  accuracy 62 %  kl 0.0123  generator 1900 tok/s  learner 31.0k tok/s  staleness 0.8  ETA 1:02");
    }

    @Test
    void aStepThatWaitedForOlderGroupsSaysHowLong() {
        TrainingStep.Builder step = TrainingStep.newBuilder().setStep(2).putMetrics("staleness/mean", 1);
        assertThat(StatusLine.of(step.putMetrics("seconds/held", 12.4).build(), 3, Duration.ZERO))
                .isEqualTo("step 2/3  staleness 1.0  held back 12 s");
        assertThat(StatusLine.of(step.putMetrics("seconds/held", 0.2).build(), 3, Duration.ZERO))
                .isEqualTo("step 2/3  staleness 1.0");
    }

    @Test
    void aCurriculumSaysWhatItAdmitted() {
        TrainingStep step = TrainingStep.newBuilder()
                .setStep(2)
                .putMetrics("difficulty/admitted_easy", 0)
                .putMetrics("difficulty/admitted_normal", 11)
                .putMetrics("difficulty/admitted_hard", 5)
                .putMetrics("difficulty/problems_easy", 80)
                .build();
        assertThat(StatusLine.of(step, 3, Duration.ZERO)).isEqualTo("step 2/3  0 easy  11 normal  5 hard");
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() {
        TrainingStep step = TrainingStep.newBuilder()
                .setStep(1)
                .putMetrics("reward/mean", Double.NaN)
                .build();
        assertThat(StatusLine.of(step, 3, Duration.ZERO)).isEqualTo("step 1/3");
    }

    @Test
    void whatWasDroppedIsCountedAndTheNewestFailureSaysWhy() {
        TrainingStep.Builder step = TrainingStep.newBuilder()
                .setStep(1)
                .addDropped(dropped(DropReason.STALE, "stale"))
                .addDropped(dropped(DropReason.ZERO_VARIANCE, "zero variance"));
        assertThat(StatusLine.of(step.build(), 3, Duration.ZERO)).isEqualTo("step 1/3  2 dropped");
        step.addDropped(dropped(DropReason.FAILED, "timeout")).addDropped(dropped(DropReason.FAILED, "too long"));
        assertThat(StatusLine.of(step.build(), 3, Duration.ZERO))
                .isEqualTo("step 1/3  4 dropped, 2 of them failed: too long");
    }

    private static DroppedGroup dropped(DropReason reason, String words) {
        return DroppedGroups.of(GroupReference.getDefaultInstance(), reason, words);
    }

    @Test
    void anEvaluationIsOneLine() {
        Evaluation evaluation = Evaluation.newBuilder()
                .setStep(20)
                .setProblems(200)
                .setFailedGroups(1)
                .putResults("accuracy", 0.745)
                .putResults("reward", 2.1)
                .build();
        assertThat(StatusLine.of(evaluation))
                .isEqualTo("evaluation after step 20  accuracy 74.5 %  reward 2.10  200 problems  1 failed");
        // And of several samples, what most of them together get right
        assertThat(StatusLine.of(evaluation.toBuilder()
                        .putResults("pass_at_1", 0.745)
                        .putResults("pass_at_8", 0.875)
                        .putResults("pass_at_10", 0.9)
                        .build()))
                .contains("accuracy 74.5 %  pass@10 90.0 %  reward");
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "59, 0:59", "61, 1:01", "3600, 1:00:00", "90061, 25:01:01"})
    void clocks(long seconds, String clock) {
        assertThat(StatusLine.clock(Duration.ofSeconds(seconds))).isEqualTo(clock);
    }

    @Test
    void theEstimateIsNotMisledByANightBetweenTwoSittings() {
        // Given ten steps of two seconds with eight hours after the fifth
        List<TrainingStep> steps = IntStream.rangeClosed(1, 10)
                .mapToObj(step -> TrainingStep.newBuilder()
                        .setStep(step)
                        .setFinishedAtMs(2_000L * step + (step > 5 ? 8 * 3_600_000L : 0))
                        .build())
                .toList();
        // Then
        assertThat(Eta.of(steps, 40)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Eta.of(steps.subList(0, 1), 40)).isZero();
    }
}
