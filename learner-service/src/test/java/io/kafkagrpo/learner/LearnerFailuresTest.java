package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that can't go on, over a real broker: they end, and each start after that comes to the same end. */
class LearnerFailuresTest {
    @TempDir
    private static Path kafka;

    private static EmbeddedBroker broker;

    @TempDir
    private Path runDirectory;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(kafka, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whereEveryGroupFailsTheRunEndsAndEndsAgainInTheSameWayFromItsLog() throws Exception {
        // Given a run that bears one batch of two failed groups in a row
        Map<String, String> limit = Map.of("failed-groups-limit", "1", "max-staleness", "0");
        LearnerParts parts = LearnerRuns.parts(broker, runDirectory, "failing", limit);
        CompletableFuture<Void> first =
                LearnerRuns.started(new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY));
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), first)) {
            // a failed answer to the evaluation ends no run
            others.fail(others.prompts(Purpose.EVALUATE, 1).getFirst(), "too long");
            for (int i = 0; i < 3; i++) {
                PromptGroup prompt = others.prompts(Purpose.TRAIN, i + 1).get(i);
                others.fail(prompt, "too long");
            }
            // When, Then
            assertThatThrownBy(first::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SettingsException.class)
                    .hasMessageContaining("3 groups failed one after another")
                    .hasMessageContaining("too long");
        }
        // When it is started again, and nobody answers anything
        CompletableFuture<Void> second =
                LearnerRuns.started(new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY));
        // Then
        assertThatThrownBy(second::join).hasMessageContaining("3 groups failed one after another");
        // And where the cause has passed, it goes on without the limit
        LearnerParts unlimited = LearnerRuns.parts(
                broker, runDirectory, "failing", Map.of("failed-groups-limit", "0", "max-staleness", "0"));
        LearnerLoop loop = new LearnerLoop(unlimited, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> third = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), third)) {
            for (int i = 3; i < 5; i++) {
                others.answer(others.prompts(Purpose.TRAIN, i + 1).get(i), 0, 0, 1);
            }
            assertThat(others.step(1).getDroppedList()).hasSize(3);
        } finally {
            loop.stop();
            third.join();
        }
    }

    @Test
    void aRunDoesNotGoOnWithOtherProblemsToBeEvaluatedOn() throws Exception {
        // Given a run that has begun
        LearnerParts parts = LearnerRuns.parts(broker, runDirectory, "evaluated", Map.of());
        LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> run = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), run)) {
            others.prompts(Purpose.EVALUATE, 1);
        } finally {
            loop.stop();
            run.join();
        }
        // When it is started with other held-out problems
        LearnerParts changed =
                LearnerRuns.parts(broker, runDirectory, "evaluated", Map.of("data.evaluate", "addition"));
        // Then
        try (LearnerLoop resumed = new LearnerLoop(changed, ScriptedTrainer::open, LearnerRuns.NOBODY)) {
            assertThatThrownBy(resumed::run)
                    .isInstanceOf(RunMismatchException.class)
                    .hasMessageContaining(
                            "The problems of addition (data.evaluate): this is not what the run began with")
                    .hasMessageContaining(parts.feeder().evaluationDataHash())
                    .hasMessageContaining(changed.feeder().evaluationDataHash());
        }
    }
}
