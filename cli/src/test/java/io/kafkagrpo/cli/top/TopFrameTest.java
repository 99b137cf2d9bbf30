package io.kafkagrpo.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.top.RunLook.Queue;
import io.kafkagrpo.cli.top.RunLook.Worker;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopFrameTest {
    private static final long BEGUN = 1_750_000_000_000L;
    private static final Worker WORKER = new Worker("gpu-1", "10.0.0.4", 2, 5);

    @Test
    void tellsARunThatIsWorkedOnFromOneThatIsNot() {
        assertThat(headline(look(List.of(WORKER), 0)))
                .isEqualTo("r: running, step 1 of 60, 9 s ago, reward 0.250, staleness 1.000");
        assertThat(headline(look(List.of(), 0))).startsWith("r: nobody works on it, step 1 of 60");
    }

    @Test
    void aRunWithoutItsFirstRecordHasNotBegun() {
        RunLook look = new RunLook(
                "r", new RunEvents(), List.of(), List.of(), List.of(), queue(0), queue(0), queue(0), queue(0), BEGUN);
        assertThat(headline(look)).isEqualTo("r: not begun");
    }

    @Test
    void deadLettersAreNotPassedOver() {
        assertThat(TopFrame.of(look(List.of(), 3))).contains("Dead letters: at most 3; a healthy run has none.");
    }

    private static String headline(RunLook look) {
        return TopFrame.of(look).getFirst();
    }

    private static RunLook look(List<Worker> generators, long deadLetters) {
        RunEvents events = new RunEvents();
        events.add(StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder().setStartedAtMs(BEGUN).putConfiguration("steps", "60"))
                .build());
        events.add(StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder()
                        .setStep(1)
                        .setFinishedAtMs(BEGUN + 1000)
                        .putMetrics("reward/mean", 0.25)
                        .putMetrics("staleness/mean", 1))
                .build());
        return new RunLook(
                "r",
                events,
                generators,
                List.of(),
                List.of(),
                queue(5),
                queue(0),
                queue(0),
                queue(deadLetters),
                BEGUN + 10_000);
    }

    private static Queue queue(long ahead) {
        return new Queue(4, ahead);
    }
}
