package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.GroupOrigin;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that begins with another's state, over a real broker with a scripted trainer. */
class ForkedRunTest {
    private static final Map<String, String> THREE_STEPS = Map.of("steps", "3", "max-staleness", "1");

    /** Totals of the groups, in the order of their admission. */
    private static final double[][] TOTALS = {{0, 1}, {1, 0}, {0, 1}, {1, 1}, {0, 0}, {1, 0}};

    @TempDir
    private static Path kafka;

    private static EmbeddedBroker broker;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(kafka, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5"})
    void itGoesOnAsItsParentDidIsTakenUpAgainAndReplayed(String checkpointEvery) throws Exception {
        // Given a run of three steps, with checkpoints or without, and its state after the first
        String name = "parent" + checkpointEvery;
        List<TrainingStep> parent = trained(name, Map.of("learner.checkpoint-every", checkpointEvery));
        ForkedFrom origin = forked(name, parent.getFirst(), "fork", List.of());
        // When the fork is trained, and ended before it has made a step
        LearnerParts parts = parts("fork", name + "-fork", Map.of("learner.checkpoint-every", checkpointEvery));
        LearnerLoop begun = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> first = LearnerRuns.started(begun);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), first)) {
            // Then what was in flight in the parent is there from the beginning, to be answered by its version
            assertThat(others.prompts(Purpose.TRAIN, 4))
                    .extracting(PromptGroup::getGroupId, PromptGroup::getMinVersion)
                    .containsExactlyElementsOf(LongStream.rangeClosed(2, 5)
                            .mapToObj(position -> tuple("train-0-%08d".formatted(position), 1L))
                            .toList());
            begun.stop();
            first.join();
        }
        // When it is taken up again
        LearnerLoop resumed = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> second = LearnerRuns.started(resumed);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), second)) {
            others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 1, 1);
            List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, 4);
            for (int i = 0; i < 4; i++) {
                others.answer(prompts.get(i), 1, TOTALS[2 + i]);
            }
            others.step(2);
            others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 3, 1);
            second.join();
            // Then its steps are the parent's
            assertThat(others.steps()).extracting(TrainingStep::getStep).containsExactly(2L, 3L);
            for (int i = 0; i < 2; i++) {
                assertThat(others.steps().get(i).getStateSum())
                        .isEqualTo(parent.get(1 + i).getStateSum());
                assertThat(others.steps().get(i).getFeederPosition())
                        .isEqualTo(parent.get(1 + i).getFeederPosition());
            }
            assertThat(others.isFinished()).isTrue();
        }
        assertThat(RunHistory.read(parts.clients(), parts.topics())
                        .started()
                        .orElseThrow()
                        .getForkedFrom())
                .isEqualTo(origin);
        // And it is recomputed from the state that it began with, but not without it
        int[] replayed = {0};
        try (ReplayLoop replay = new ReplayLoop(parts, ScriptedTrainer::open, Long.MAX_VALUE, () -> replayed[0]++)) {
            replay.run();
        }
        assertThat(replayed[0]).isOne();
        Files.delete(parts.fork().state());
        try (ReplayLoop replay = new ReplayLoop(parts, ScriptedTrainer::open, Long.MAX_VALUE, () -> replayed[0]++)) {
            assertThatThrownBy(replay::run)
                    .isInstanceOf(BrokenLogException.class)
                    .hasMessageContaining("The state that this run was forked with can't be used");
        }
    }

    @Test
    void aForkThatWasNotMadeToItsEndIsNoNewRun() throws Exception {
        // Given a fork whose making was cut off before it says where it came from
        LearnerParts parts = parts("half", "half", Map.of());
        Files.createDirectories(parts.fork().path());
        // Then
        try (LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY)) {
            assertThatThrownBy(loop::run)
                    .isInstanceOf(BrokenLogException.class)
                    .hasMessageContaining("was not made to its end");
        }
    }

    @Test
    void groupsOfTheParentAreTrainedOnFirstAndTakeTheRoomOfNewOnes() throws Exception {
        // Given a fork that begins with two groups of its parent
        List<TrainingStep> parent = trained("past", Map.of());
        List<ScoredGroup> past;
        try (RestOfPipeline others = new RestOfPipeline(
                parts("past", "past", Map.of()).clients(),
                parts("past", "past", Map.of()).topics(),
                done())) {
            past = others.prompts(Purpose.TRAIN, 6).subList(0, 2).stream()
                    .map(prompt -> others.group(prompt, 0, 0, 1).toBuilder()
                            .setOrigin(GroupOrigin.newBuilder().setRunId("past").setTrainedByStep(1))
                            .build())
                    .toList();
        }
        forked("past", parent.getFirst(), "past-fork", past);
        LearnerParts parts = parts("past-fork", "past-fork", Map.of());
        LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> run = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), run)) {
            others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 1, 1);
            // When its first step is made, then it is made of them, and nothing new was admitted before it
            TrainingStep first = others.step(1);
            assertThat(first.getUsedList())
                    .extracting(group -> group.getGroupId())
                    .containsExactly("train-0-00000000", "train-0-00000001");
            assertThat(first.getFeederPosition()).isEqualTo(parent.getFirst().getFeederPosition());
            loop.stop();
            run.join();
        }
    }

    @Test
    void aFolderOfAnotherForkIsRefused() throws Exception {
        // Given a run that was no fork
        List<TrainingStep> parent = trained("plain", Map.of());
        // When a fork's beginning comes into its folder
        forked("plain", parent.getFirst(), "plain", List.of());
        // Then
        try (LearnerLoop loop =
                new LearnerLoop(parts("plain", "plain", Map.of()), ScriptedTrainer::open, LearnerRuns.NOBODY)) {
            assertThatThrownBy(loop::run)
                    .isInstanceOf(RunMismatchException.class)
                    .hasMessageContaining("is not the fork whose beginning lies in");
        }
    }

    private LearnerParts parts(String directory, String run, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(THREE_STEPS);
        settings.putAll(more);
        return LearnerRuns.parts(broker, folder.resolve(directory), run, settings);
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.runAsync(() -> {});
    }

    /** A finished run, whose steps these are. */
    private List<TrainingStep> trained(String run, Map<String, String> more) throws Exception {
        LearnerParts parts = parts(run, run, more);
        CompletableFuture<Void> running =
                LearnerRuns.started(new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY));
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), running)) {
            others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 0, 1);
            for (int i = 0; i < TOTALS.length; i++) {
                others.answer(others.prompts(Purpose.TRAIN, i + 1).get(i), Math.max(0, i / 2 - 1), TOTALS[i]);
            }
            others.step(3);
            others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 3, 1);
            running.join();
            return others.steps();
        }
    }

    /** What the fork command leaves in a run-dir. */
    private ForkedFrom forked(String run, TrainingStep at, String directory, List<ScoredGroup> past) {
        Path fork = folder.resolve(directory);
        int[] made = {0};
        try (PastState state =
                new PastState(parts(run, run, Map.of()), ScriptedTrainer::open, at.getStep(), fork, () -> made[0]++)) {
            state.run();
        }
        assertThat(made[0]).isOne();
        ForkedFrom origin = ForkedFrom.newBuilder()
                .setRunId(run)
                .setStep(at.getStep())
                .setStateSum(at.getStateSum())
                .setWeightsSum(at.getWeightsSum())
                .setFeederPosition(at.getFeederPosition())
                .addAllAdmittedAnew(LongStream.rangeClosed(2, 5).boxed().toList())
                .setPastGroups(past.size())
                .build();
        new ForkFolder(new RunFolder(fork).fork()).write(origin, past);
        return origin;
    }
}
