package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.learner.step.TrainingBatch;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of two steps of two groups, where the groups of both come at once. */
class WrittenBesideTrainingTest {
    private static final String TRAINED = "trained ";
    private static final String IN_THE_LOG = "in the log ";

    @TempDir
    private static Path kafka;

    private static EmbeddedBroker broker;

    @TempDir
    private Path runDirectory;

    /** What the learner's thread did, in order. */
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(kafka, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aStepIsTrainedBeforeTheLogHasTheOneBefore() {
        // Given
        LearnerParts parts = parts("beside", Map.of("learner.checkpoint-every", "2"));
        // When
        run(parts, Long.MAX_VALUE);
        // Then
        assertThat(seen)
                .containsExactly(
                        IN_THE_LOG + "evaluation 0",
                        TRAINED + 1,
                        TRAINED + 2,
                        IN_THE_LOG + 1,
                        IN_THE_LOG + 2,
                        IN_THE_LOG + "evaluation 2");
    }

    @Test
    void aCheckpointOfAStepFollowsItsCommitAndComesBeforeTheNextTraining() {
        // Given
        LearnerParts parts = parts("checkpoint", Map.of("learner.checkpoint-every", "1"));
        // When
        run(parts, Long.MAX_VALUE);
        // Then
        assertThat(seen)
                .containsExactly(
                        IN_THE_LOG + "evaluation 0",
                        TRAINED + 1,
                        IN_THE_LOG + 1,
                        TRAINED + 2,
                        IN_THE_LOG + 2,
                        IN_THE_LOG + "evaluation 2");
    }

    @Test
    void whatIsTrainedComesIntoTheLogThoughTheNextTrainingFails() {
        // Given
        LearnerParts parts = parts("failing", Map.of("learner.checkpoint-every", "2"));
        // When
        assertThatThrownBy(() -> run(parts, 2)).hasRootCauseMessage("not today");
        // Then
        assertThat(seen).containsExactly(IN_THE_LOG + "evaluation 0", TRAINED + 1, IN_THE_LOG + 1);
        // And whoever takes the run up goes on from there
        seen.clear();
        goOn(parts);
        assertThat(seen).containsExactly(TRAINED + 1, TRAINED + 2, IN_THE_LOG + 2, IN_THE_LOG + "evaluation 2");
    }

    private LearnerParts parts(String run, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("steps", "2", "max-staleness", "1"));
        settings.putAll(more);
        return LearnerRuns.parts(broker, runDirectory, "written-" + run, settings);
    }

    /** A run whose training of step {@code failing} fails. */
    private void run(LearnerParts parts, long failing) {
        CompletableFuture<Void> ended = started(parts, failing);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), ended)) {
            others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 0, 1);
            others.answerTogether(others.prompts(Purpose.TRAIN, 4), 0, 0, 1);
            if (failing > 2) {
                others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 2, 1);
            }
            ended.join();
        }
    }

    private void goOn(LearnerParts parts) {
        CompletableFuture<Void> ended = started(parts, Long.MAX_VALUE);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), ended)) {
            others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 2, 1);
            ended.join();
            assertThat(others.isFinished()).isTrue();
        }
    }

    private CompletableFuture<Void> started(LearnerParts parts, long failing) {
        return LearnerRuns.started(new LearnerLoop(parts, _ -> new Watched(failing), new Commits()));
    }

    private final class Commits extends LearnerRuns.Nobody {
        @Override
        public void committed(TrainingStep step) {
            seen.add(IN_THE_LOG + step.getStep());
        }

        @Override
        public void committed(Evaluation evaluation) {
            seen.add(IN_THE_LOG + "evaluation " + evaluation.getVersion());
        }
    }

    /** Says what it trains. */
    private final class Watched extends ScriptedTrainer {
        private final long failing;

        Watched(long failing) {
            this.failing = failing;
        }

        @Override
        public Map<String, Double> train(TrainingBatch batch, long step) {
            if (step == failing) {
                throw new IllegalStateException("not today");
            }
            seen.add(TRAINED + step);
            return super.train(batch, step);
        }
    }
}
