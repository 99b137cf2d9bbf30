package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.engine.torch.Arithmetic;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.log.TopicSetup;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.weights.PreparedWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The learner's flow over a real broker, with a scripted trainer; the test plays generator and reward-service. */
class LearnerLoopTest {
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
    void whatIsDroppedIsRecordedWithItsReasonAndReplaced() throws Exception {
        // Given a strictly on-policy run of two steps of two groups, which drops groups without differences
        LearnerParts parts = LearnerRuns.parts(
                broker, runDirectory, "drop", Map.of("steps", "2", "max-staleness", "0", "zero-variance", "drop"));
        LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> run = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), run)) {
            answerEvaluation(others, 0);
            // When the first of the first two prompts has no differences
            List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, 2);
            assertThat(others.evaluations(1)).hasSize(1);
            others.answer(prompts.get(0), 0, 1, 1);
            others.answer(prompts.get(1), 0, 0, 1);
            others.answer(others.prompts(Purpose.TRAIN, 3).get(2), 0, 1, 0);
            // and of the next two, which ask for version 1, one is answered by version 0
            TrainingStep first = others.step(1);
            prompts = others.prompts(Purpose.TRAIN, 5);
            others.answer(prompts.get(3), 0, 0, 1);
            others.answer(prompts.get(4), 1, 0, 1);
            others.answer(others.prompts(Purpose.TRAIN, 6).get(5), 1, 1, 0);
            TrainingStep second = others.step(2);
            answerEvaluation(others, 2);
            run.join();
            // Then
            prompts = others.prompts(Purpose.TRAIN, 6);
            assertThat(prompts)
                    .hasSize(6)
                    .extracting(PromptGroup::getMinVersion)
                    .containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
            assertThat(used(first)).containsExactly(id(prompts, 1), id(prompts, 2));
            assertThat(dropped(first)).containsExactly(Map.entry(id(prompts, 0), "zero variance"));
            assertThat(used(second)).containsExactly(id(prompts, 4), id(prompts, 5));
            assertThat(dropped(second)).containsExactly(Map.entry(id(prompts, 3), "stale"));
            assertThat(second.getFeederPosition()).isEqualTo(6);
            assertThat(others.isFinished()).isTrue();
            assertThat(runDirectory.resolve("model/model.safetensors")).exists();
        } finally {
            loop.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5"})
    void aRunThatIsStoppedInTheMiddleGoesOnWhereItsLogEnds(String checkpointEvery) throws Exception {
        // Given a run of three steps that is stopped after the first, with a checkpoint of it or without
        Map<String, String> settings =
                Map.of("steps", "3", "max-staleness", "1", "learner.checkpoint-every", checkpointEvery);
        LearnerParts parts = LearnerRuns.parts(broker, runDirectory, "stop" + checkpointEvery, settings);
        LearnerLoop stopped = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> firstRun = LearnerRuns.started(stopped);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), firstRun)) {
            answerEvaluation(others, 0);
            List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, 4);
            others.answer(prompts.get(0), 0, 0, 1);
            others.answer(prompts.get(1), 0, 1, 0);
            others.answer(prompts.get(2), 0, 0, 1); // of the next step's batch, which the learner is stopped before
            others.step(1);
            stopped.stop();
            firstRun.join();
            assertThat(others.isFinished()).isFalse();
            assertThat(others.steps()).hasSize(1);
        }
        // When another process takes it up
        LearnerLoop resumed = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> secondRun = LearnerRuns.started(resumed);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), secondRun)) {
            List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, 6);
            others.answer(prompts.get(3), 0, 1, 0);
            others.answer(prompts.get(4), 1, 0, 1);
            others.answer(prompts.get(5), 1, 0, 1);
            others.step(3);
            answerEvaluation(others, 3);
            secondRun.join();
            // Then each prompt was admitted once and used once, in order, and no step was made twice
            assertThat(others.prompts(Purpose.TRAIN, 6))
                    .extracting(PromptGroup::getGroupId)
                    .hasSize(6)
                    .doesNotHaveDuplicates();
            assertThat(others.steps()).extracting(TrainingStep::getStep).containsExactly(1L, 2L, 3L);
            assertThat(others.steps().stream().flatMap(step -> used(step).stream()))
                    .containsExactlyElementsOf(
                            prompts.stream().map(PromptGroup::getGroupId).toList());
            assertThat(others.isFinished()).isTrue();
        } finally {
            resumed.stop();
        }
    }

    @Test
    void aLogOfAnotherArithmeticIsNeitherTakenUpNorReplayed() throws Exception {
        // Given
        LearnerParts parts = LearnerRuns.parts(broker, runDirectory, "arithmetic", Map.of());
        begin(parts, Arithmetic.NUMBER + 1);
        String sentence =
                "The run was recorded with arithmetic %d of the engine, but this build computes with arithmetic %d, which gives other bits; use a build with arithmetic %d, or begin a new run."
                        .formatted(Arithmetic.NUMBER + 1, Arithmetic.NUMBER, Arithmetic.NUMBER + 1);
        // Then
        try (LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY)) {
            assertThatThrownBy(loop::run)
                    .isInstanceOf(OtherArithmeticException.class)
                    .hasMessage(sentence);
        }
        try (ReplayLoop replay = new ReplayLoop(parts, ScriptedTrainer::open, Long.MAX_VALUE, () -> {})) {
            assertThatThrownBy(replay::run)
                    .isInstanceOf(OtherArithmeticException.class)
                    .hasMessage(sentence);
        }
    }

    @Test
    void aLogThatDoesNotNameItsArithmeticHasTheFirst() throws Exception {
        // Given a log of before RunStarted said it
        LearnerParts parts = LearnerRuns.parts(broker, runDirectory, "unnamed", Map.of());
        begin(parts, 0);
        // When, Then: this build's is another
        try (ReplayLoop replay = new ReplayLoop(parts, ScriptedTrainer::open, Long.MAX_VALUE, () -> {})) {
            assertThatThrownBy(replay::run)
                    .isInstanceOf(OtherArithmeticException.class)
                    .hasMessageStartingWith("The run was recorded with arithmetic 1 of the engine");
        }
    }

    private static void begin(LearnerParts parts, int arithmetic) {
        try (HostWeights initial = parts.readInitialWeights()) {
            TopicSetup.create(
                    parts.clients(),
                    parts.topics(),
                    parts.settings(),
                    initial.segment().byteSize());
            RunStarted started = parts.runStarted(initial);
            assertThat(started.getNumerics().getEngine()).isEqualTo(Arithmetic.NUMBER);
            try (StepLog log = new StepLog(parts.clients(), parts.topics(), 60_000)) {
                log.bear(RunHeader.of(started));
                log.bootstrap(
                        started.toBuilder()
                                .setNumerics(started.getNumerics().toBuilder().setEngine(arithmetic))
                                .build(),
                        PreparedWeights.full(initial, 0, 0),
                        List.of(),
                        List.of());
            }
        }
    }

    private static void answerEvaluation(RestOfPipeline others, long version) {
        int asked = version == 0 ? 1 : 2;
        PromptGroup prompt = others.prompts(Purpose.EVALUATE, asked).get(asked - 1);
        assertThat(prompt.getMinVersion()).isEqualTo(version);
        others.answer(prompt, version, 1);
    }

    private static List<String> used(TrainingStep step) {
        return step.getUsedList().stream().map(GroupReference::getGroupId).toList();
    }

    private static List<Map.Entry<String, String>> dropped(TrainingStep step) {
        return step.getDroppedList().stream()
                .map((DroppedGroup group) -> Map.entry(group.getGroup().getGroupId(), group.getReason()))
                .toList();
    }

    private static String id(List<PromptGroup> prompts, int index) {
        return prompts.get(index).getGroupId();
    }
}
