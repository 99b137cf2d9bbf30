package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.learner.curriculum.Difficulty;
import io.kafkagrpo.learner.curriculum.DifficultyMix;
import io.kafkagrpo.learner.intake.PromptFeeder;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.PassRate;
import io.kafkagrpo.record.ProblemLog;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose problems are chosen by past pass rates, over a real broker with a scripted trainer. */
class CurriculumRunTest {
    private static final int STEPS = 14;
    private static final int PROBLEMS = 12;
    private static final int EASY = 4;
    private static final Map<String, String> HARD_AND_NORMAL = Map.of(
            "steps",
            Integer.toString(STEPS),
            "max-staleness",
            "1",
            "data.difficulty.normal",
            "0.5",
            "data.difficulty.hard",
            "0.5");

    private static final DifficultyMix MIX = new DifficultyMix(0, 0.5, 0.8, 0.2);

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    /** A run that is never stopped, in which the first problems are easy, the others hard. */
    private static LearnerParts whole;

    private static List<PromptGroup> expected;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        whole = parts("whole", Map.of());
        expected = train(whole, 0, STEPS);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 3", "9, 50"})
    void aRunThatIsStoppedInTheMiddleChoosesAsOneThatWasNot(int stopAfter, String checkpointEvery) throws Exception {
        // Given another run with the same answers, that is stopped
        LearnerParts parts = parts("halved" + stopAfter, Map.of("learner.checkpoint-every", checkpointEvery));
        train(parts, 0, stopAfter);
        // When another process takes it up
        List<PromptGroup> prompts = train(parts, stopAfter, STEPS);
        // Then each prompt is the same
        assertThat(prompts).isEqualTo(expected);
    }

    @Test
    void theSharesHoldOnceThePassRatesAreKnown() {
        assertThat(expected)
                .extracting(PromptGroup::getProblemNumber)
                .contains(IntStream.range(0, PROBLEMS).boxed().toArray(Integer[]::new));
        // Once all pass rates are known, no easy problem is asked again, for none is wanted
        assertThat(expected.subList(2 * STEPS - 4, 2 * STEPS))
                .extracting(PromptGroup::getProblemNumber)
                .allMatch(problem -> problem >= EASY);
    }

    @ParameterizedTest
    @CsvSource({"3", "8"})
    void aForkGoesOnAsItsParentDid(int at) throws Exception {
        // Given
        LearnerParts fork = parts("fork" + at, Map.of());
        forkWhole(at, fork);
        // When
        List<PromptGroup> prompts = train(fork, at, STEPS);
        // Then what was in flight asks what it asked, and the choices after it are the parent's
        assertThat(prompts.stream().map(PromptGroup::getProblemNumber))
                .containsExactlyElementsOf(expected.subList(2 * at, 2 * STEPS).stream()
                        .map(PromptGroup::getProblemNumber)
                        .toList());
        assertThat(ids(prompts)).isEqualTo(ids(expected.subList(2 * at, 2 * STEPS)));
    }

    @Test
    void aForkOnOtherDataBeginsAnewInTheSeededOrder() throws Exception {
        // Given
        Path other = folder.resolve("other.jsonl");
        Files.writeString(other, "{\"question\": \"1 plus 1\", \"answer\": \"2\"}\n", StandardOpenOption.CREATE);
        Files.write(other, Files.readAllLines(folder.resolve("problems.jsonl")), StandardOpenOption.APPEND);
        LearnerParts fork = parts("elsewhere", Map.of("data.train", other.toString()));
        forkWhole(4, fork);
        // When
        LearnerLoop loop = new LearnerLoop(fork, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> run = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(fork.clients(), fork.topics(), run)) {
            List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, 4);
            loop.stop();
            run.join();
            // Then
            assertThat(prompts.stream().map(PromptGroup::getProblemId))
                    .containsExactlyElementsOf(fork.feeder().train(8, 4, 4).stream()
                            .map(PromptGroup::getProblemId)
                            .toList());
        }
        assertThat(RunHistory.read(fork.clients(), fork.topics()).problems().problems())
                .hasSize(4)
                .allSatisfy((_, past) -> assertThat(past.passRate()).isNaN());
    }

    /** What the fork command leaves in a run-dir, of the run whose log goes on after the step. */
    private static void forkWhole(int at, LearnerParts fork) {
        RunHistory history = RunHistory.read(whole.clients(), whole.topics());
        TrainingStep last = history.steps().get(at - 1);
        ProblemLog known = new ProblemLog();
        expected.subList(0, (int) last.getFeederPosition()).forEach(known::admitted);
        history.steps().subList(0, at).forEach(known::committed);
        List<String> inFlight = known.inFlight().keySet().stream().sorted().toList();
        String data = history.started().orElseThrow().getTrainingDataHash();
        try (PastState state = new PastState(whole, ScriptedTrainer::open, at, fork.runDirectory(), () -> {})) {
            state.run();
        }
        ForkedFrom origin = ForkedFrom.newBuilder()
                .setRunId("whole")
                .setStep(at)
                .setStateSum(last.getStateSum())
                .setWeightsSum(last.getWeightsSum())
                .setFeederPosition(last.getFeederPosition())
                .addAllAdmittedAnew(inFlight.stream()
                        .map(id -> (long) ids(expected).indexOf(id))
                        .toList())
                .setPastProblems(known.forFork(data, inFlight))
                .build();
        fork.fork().write(origin, List.of());
    }

    private static List<String> ids(List<PromptGroup> prompts) {
        return prompts.stream().map(PromptGroup::getGroupId).toList();
    }

    @Test
    void aReplayChoosesNothing() throws Exception {
        // Given
        Supplier<PromptFeeder> none = () -> {
            throw new IllegalStateException("a replay asks no prompts");
        };
        // When
        int[] done = {0};
        try (ReplayLoop replay = new ReplayLoop(
                new LearnerParts(
                        whole.settings(),
                        whole.clients(),
                        whole.topics(),
                        whole.modelDirectory(),
                        whole.model(),
                        none,
                        whole.runDirectory(),
                        whole.torch()),
                ScriptedTrainer::open,
                Long.MAX_VALUE,
                () -> done[0]++)) {
            replay.run();
        }
        // Then
        assertThat(done[0]).isOne();
    }

    @Test
    void aStepSaysHowItsGroupsWentAndWhatTheProblemsAre() throws Exception {
        // Given groups without differences, which are dropped, but say that their problems are hard or easy
        LearnerParts parts = parts("dropped", Map.of("zero-variance", "drop", "steps", "1"));
        LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> run = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), run)) {
            others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 0, 1);
            List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, 2);
            // When
            others.answerJudged(prompts.get(0), 0, 0, 0);
            others.fail(prompts.get(1), "nobody came");
            prompts = others.prompts(Purpose.TRAIN, 4);
            others.answerJudged(prompts.get(2), 0, 0, 1);
            others.answer(prompts.get(3), 0, 1, 0); // nobody judged it
            TrainingStep step = others.step(1);
            // Then
            assertThat(step.getPassRatesList())
                    .containsExactly(
                            rate(prompts.get(0).getProblemNumber(), 0, 2),
                            rate(prompts.get(2).getProblemNumber(), 1, 2));
            assertThat(step.getMetricsMap())
                    .containsEntry("difficulty/problems_normal", (double) PROBLEMS)
                    .containsEntry("difficulty/problems_unseen", (double) PROBLEMS)
                    .containsEntry("difficulty/admitted_normal", 4.0)
                    .containsEntry("difficulty/admitted_hard", 0.0)
                    .containsEntry("difficulty/substituted", (double) IntStream.range(0, 4)
                            .filter(position -> MIX.wanted(position) == Difficulty.HARD)
                            .count());
            others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 1, 1);
            run.join();
        } finally {
            loop.stop();
        }
    }

    private static PassRate rate(int problem, int right, int judged) {
        return PassRate.newBuilder()
                .setProblemNumber(problem)
                .setRight(right)
                .setJudged(judged)
                .build();
    }

    private static LearnerParts parts(String run, Map<String, String> more) throws Exception {
        Path file = folder.resolve("problems.jsonl");
        Files.writeString(
                file,
                IntStream.range(0, PROBLEMS)
                        .mapToObj(i -> "{\"question\": \"%d plus 7\", \"answer\": \"%d\"}\n".formatted(i, i + 7))
                        .collect(Collectors.joining()));
        Map<String, String> settings = new HashMap<>(HARD_AND_NORMAL);
        settings.put("data.train", file.toString());
        settings.putAll(more);
        return LearnerRuns.parts(broker, folder.resolve(run), run, settings);
    }

    /**
     * Trains from one step to another; answers tell easy problems from hard ones. Returns all training prompts of
     * the run, which in a fork begin with those of the step after.
     */
    private static List<PromptGroup> train(LearnerParts parts, int from, int to) throws Exception {
        LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> run = LearnerRuns.started(loop);
        int first = parts.fork().exists() ? from : 0;
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), run)) {
            if (from == first) {
                others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), from, 1);
            }
            for (int step = from; step < to; step++) {
                int asked = 2 * (step - first);
                List<PromptGroup> prompts = others.prompts(Purpose.TRAIN, asked + 2);
                for (PromptGroup prompt : prompts.subList(asked, asked + 2)) {
                    double right = prompt.getProblemNumber() < EASY ? 1 : 0;
                    others.answerJudged(prompt, Math.max(first, step - 1), right, right);
                }
                others.step(step - first + 1);
            }
            int made = 2 * (to - first);
            if (to == STEPS) {
                others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), STEPS, 1);
            } else {
                others.prompts(Purpose.TRAIN, made + 2);
                loop.stop();
            }
            run.join();
            return new ArrayList<>(others.prompts(Purpose.TRAIN, made));
        } finally {
            loop.stop();
        }
    }
}
