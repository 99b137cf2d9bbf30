package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose entropy coefficient is adapted, over a real broker with the real trainer of the mini model. */
class EntropyRunTest {
    private static final double[][] TOTALS = {{0, 1}, {1, 1}, {0, 0}, {1, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 1}};

    /** No policy over 61 tokens has an entropy of 10 nats, so the coefficient rises with every step. */
    private static final Map<String, String> SETTINGS = Map.of(
            "steps", "4",
            "max-staleness", "0",
            "learner.threads", "1",
            "learner.checkpoint-every", "2",
            "objective.entropy-target", "10",
            "objective.entropy-coefficient", "0.001",
            "objective.entropy-coefficient-step", "0.001");

    @TempDir
    private static Path kafka;

    @TempDir
    private Path folder;

    @Test
    void itStopsIsTakenUpRedoneReplayedAndForkedBitForBit() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(kafka, 0)) {
            LearnerParts parts = LearnerRuns.parts(broker, folder.resolve("run"), "entropy", SETTINGS);
            // Given a run that is stopped a step after its checkpoint
            LearnerLoop stopped = new LearnerLoop(parts, LearnerRuns.NOBODY);
            CompletableFuture<Void> first = LearnerRuns.started(stopped);
            try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), first)) {
                others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 0, 1);
                answerSteps(others, 1, 3);
                stopped.stop();
                first.join();
            }
            assertThat(parts.runDirectory().resolve("checkpoints/entropy/step-00000002.state.entropy"))
                    .hasContent("coefficient 0.003\nentropy " + measured(parts, 2) + "\n");
            // When it is taken up, so that step 3 is redone
            CompletableFuture<Void> second = LearnerRuns.started(new LearnerLoop(parts, LearnerRuns.NOBODY));
            List<TrainingStep> steps;
            try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), second)) {
                answerSteps(others, 4, 4);
                others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 4, 1);
                second.join();
                steps = others.steps();
            }
            // Then the coefficient went on from where it was, and nothing was in force before a step had measured
            assertThat(steps).hasSize(4);
            for (int i = 0; i < 4; i++) {
                Map<String, Double> metrics = steps.get(i).getMetricsMap();
                assertThat(metrics.get("entropy_coefficient")).isCloseTo(i == 0 ? 0 : 0.001 * (i + 1), within(1e-12));
                assertThat(metrics.get("loss/entropy"))
                        .isCloseTo(
                                -value(metrics, "entropy_coefficient") * value(metrics, "entropy/counted"),
                                within(1e-9));
                assertThat(metrics).containsEntry("rows/passed", 4.0);
            }
            // And it is replayed, and made again for a fork
            int[] done = {0};
            try (ReplayLoop replay = new ReplayLoop(parts, Long.MAX_VALUE, () -> done[0]++)) {
                replay.run();
            }
            Path fork = folder.resolve("fork");
            try (PastState past = new PastState(parts, 3, fork, () -> done[0]++)) {
                past.run();
            }
            assertThat(done[0]).isEqualTo(2);
            assertForked(broker, new ForkFolder(new RunFolder(fork).fork()), steps.get(2));
        }
    }

    /**
     * The fork's trainer has its parent's coefficient, or its own fixed one; the state's checksum is
     * told from both.
     */
    private void assertForked(EmbeddedBroker broker, ForkFolder fork, TrainingStep at) throws Exception {
        LearnerParts same = LearnerRuns.parts(broker, folder.resolve("same"), "same", SETTINGS);
        LearnerParts fixed =
                LearnerRuns.parts(broker, folder.resolve("fixed"), "fixed", Map.of("learner.threads", "1"));
        try (HostWeights initial = same.readInitialWeights();
                Trainer adapted = same.openTrainer(initial);
                Trainer plain = fixed.openTrainer(initial)) {
            adapted.restore(fork.state(), LoggedChecksum.ofState(at));
            plain.restore(fork.state(), LoggedChecksum.ofState(at));
            assertThat(adapted.stateChecksum()).isEqualTo(LoggedChecksum.ofState(at));
            assertThat(plain.stateChecksum()).isNotEqualTo(LoggedChecksum.ofState(at));
            // And a fork that adapts one may begin with the state of a run that doesn't
            Path file = Files.createDirectories(folder.resolve("plain")).resolve("parent.state");
            plain.save(file);
            adapted.restore(file, plain.stateChecksum());
        }
    }

    private static double measured(LearnerParts parts, int step) {
        return RunHistory.read(parts.clients(), parts.topics())
                .steps()
                .get(step - 1)
                .getMetricsOrThrow("entropy/counted");
    }

    /** Two groups for each of these steps, drawn by the version before it. */
    private static void answerSteps(RestOfPipeline others, int from, int to) {
        for (int step = from; step <= to; step++) {
            for (int group = 2 * step - 2; group < 2 * step; group++) {
                others.answer(others.prompts(Purpose.TRAIN, group + 1).get(group), step - 1, TOTALS[group]);
            }
            others.step(step);
        }
    }

    private static double value(Map<String, Double> metrics, String name) {
        return metrics.getOrDefault(name, Double.NaN);
    }
}
