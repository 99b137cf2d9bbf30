package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of three steps of two groups that wait for groups which would grow too old, at a staleness of at most 1. Of
 * the first four prompts the first two make step 1; step 2 has to take the other two.
 */
class WaitingRunTest {
    @TempDir
    private static Path kafka;

    private static EmbeddedBroker broker;

    @TempDir
    private Path runDirectory;

    private final BlockingQueue<Integer> waits = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(kafka, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aStepWaitsForTheGroupsThatItWouldMakeTooOldAndTakesThem() throws Exception {
        LearnerParts parts = parts("wait", Map.of("evaluation.every", "1"));
        try (Running run = begin(parts)) {
            // Given the groups of step 3, while those of step 2 are under way, and an evaluation beside
            List<PromptGroup> prompts = stepOne(run);
            answer(run, 1, prompts.get(4), prompts.get(5));
            assertThat(awaited()).isEqualTo(2);
            // When one of them comes, then an evaluation, then the other
            answer(run, 0, prompts.get(3));
            assertThat(awaited()).isEqualTo(1);
            answerEvaluation(run, 1);
            assertThat(run.others.evaluations(2)).hasSize(2);
            assertThat(run.others.steps()).hasSize(1);
            answer(run, 0, prompts.get(2));
            // Then the step takes the two, whatever came before them
            TrainingStep second = run.others.step(2);
            assertThat(used(second)).containsExactlyElementsOf(ids(prompts, 2, 3));
            assertThat(second.getMetricsOrThrow("seconds/held")).isPositive();
            assertThat(second.getMetricsOrThrow("groups/given_up")).isZero();
            assertThat(awaited()).isZero();
            assertThat(used(run.others.step(3))).containsExactlyElementsOf(ids(prompts, 4, 5));
            finish(run);
            assertThat(run.others.steps()).allMatch(step -> step.getDroppedCount() == 0);
        }
        // And a replay, which waits for nothing, makes the same of it
        int[] replayed = {0};
        try (ReplayLoop replay = new ReplayLoop(parts, ScriptedTrainer::open, Long.MAX_VALUE, () -> replayed[0]++)) {
            replay.run();
        }
        assertThat(replayed[0]).isOne();
    }

    @Test
    void aGroupThatFailsFreesTheStep() throws Exception {
        LearnerParts parts = parts("failed", Map.of());
        try (Running run = begin(parts)) {
            // Given
            List<PromptGroup> prompts = stepOne(run);
            answer(run, 1, prompts.get(4), prompts.get(5));
            assertThat(awaited()).isEqualTo(2);
            answer(run, 0, prompts.get(2));
            assertThat(awaited()).isEqualTo(1);
            // When
            run.others.fail(prompts.get(3), "too long");
            // Then
            TrainingStep second = run.others.step(2);
            assertThat(used(second)).containsExactlyElementsOf(ids(prompts, 2, 4));
            assertThat(dropped(second)).containsExactly(Map.entry(prompts.get(3).getGroupId(), "too long"));
            // And the group that replaces it is of a later version, so that step 3 takes it or another
            answer(run, 1, run.others.prompts(Purpose.TRAIN, 7).get(6));
            run.others.step(3);
            finish(run);
        }
    }

    @Test
    void theTimeOutFreesTheStepAndWhatComesAfterIsDropped() throws Exception {
        LearnerParts parts = parts("timeout", Map.of("stale-groups-timeout-seconds", "1"));
        try (Running run = begin(parts)) {
            // Given a generator that died with two groups
            List<PromptGroup> prompts = stepOne(run);
            answer(run, 1, prompts.get(4), prompts.get(5));
            // When nobody answers in time
            TrainingStep second = run.others.step(2);
            // Then the step does without them
            assertThat(used(second)).containsExactlyElementsOf(ids(prompts, 4, 5));
            assertThat(second.getMetricsOrThrow("seconds/held")).isGreaterThanOrEqualTo(1);
            assertThat(second.getMetricsOrThrow("groups/given_up")).isEqualTo(2);
            // And when they come they are dropped, and replaced
            answer(run, 0, prompts.get(2), prompts.get(3));
            List<PromptGroup> more = run.others.prompts(Purpose.TRAIN, 8);
            answer(run, 2, more.get(6), more.get(7));
            TrainingStep third = run.others.step(3);
            assertThat(dropped(third))
                    .containsExactly(
                            Map.entry(prompts.get(2).getGroupId(), "stale"),
                            Map.entry(prompts.get(3).getGroupId(), "stale"));
            assertThat(third.getMetricsOrThrow("groups/dropped_stale")).isEqualTo(2);
            finish(run);
        }
    }

    @Test
    void whoTakesTheRunUpWaitsForThemToo() throws Exception {
        LearnerParts parts = parts("resume", Map.of());
        List<PromptGroup> prompts;
        try (Running run = begin(parts)) {
            // Given a run that is stopped while its second step waits
            prompts = stepOne(run);
            answer(run, 1, prompts.get(4), prompts.get(5));
            assertThat(awaited()).isEqualTo(2);
            run.loop.stop();
            run.ended.join();
            assertThat(run.others.steps()).hasSize(1);
        }
        waits.clear();
        // When
        try (Running run = new Running(parts)) {
            assertThat(awaited()).isEqualTo(2);
            answer(run, 0, prompts.get(2), prompts.get(3));
            // Then
            assertThat(used(run.others.step(2))).containsExactlyElementsOf(ids(prompts, 2, 3));
            run.others.step(3);
            finish(run);
        }
    }

    private LearnerParts parts(String run, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(
                Map.of("steps", "3", "max-staleness", "1", "stale-groups", "wait", "learner.checkpoint-every", "1"));
        settings.putAll(more);
        return LearnerRuns.parts(broker, runDirectory, "waiting-" + run, settings);
    }

    private Running begin(LearnerParts parts) {
        Running run = new Running(parts);
        answerEvaluation(run, 0);
        return run;
    }

    /** Answers the first two prompts; returns the four in flight then, behind these. */
    private static List<PromptGroup> stepOne(Running run) {
        List<PromptGroup> prompts = run.others.prompts(Purpose.TRAIN, 4);
        answer(run, 0, prompts.get(0), prompts.get(1));
        assertThat(used(run.others.step(1))).containsExactlyElementsOf(ids(prompts, 0, 1));
        return run.others.prompts(Purpose.TRAIN, 6);
    }

    private static void answer(Running run, long version, PromptGroup... prompts) {
        for (PromptGroup prompt : prompts) {
            run.others.answer(prompt, version, 0, 1);
        }
    }

    private static void answerEvaluation(Running run, long version) {
        PromptGroup prompt = run.others.prompts(Purpose.EVALUATE, 1).getFirst();
        for (int asked = 1; prompt.getMinVersion() != version; asked++) {
            prompt = run.others.prompts(Purpose.EVALUATE, asked + 1).get(asked);
        }
        run.others.answer(prompt, version, 1);
    }

    private static void finish(Running run) {
        for (int version = 2; version <= 3; version++) {
            if (version == 3 || run.evaluatesEachStep()) {
                answerEvaluation(run, version);
            }
        }
        run.ended.join();
        assertThat(run.others.isFinished()).isTrue();
    }

    /** How many groups are waited for, as soon as the learner says so anew. */
    private int awaited() throws InterruptedException {
        return Objects.requireNonNull(waits.poll(60, TimeUnit.SECONDS), "the learner waits for nothing");
    }

    private static List<String> used(TrainingStep step) {
        return step.getUsedList().stream().map(GroupReference::getGroupId).toList();
    }

    private static List<Map.Entry<String, String>> dropped(TrainingStep step) {
        return step.getDroppedList().stream()
                .map((DroppedGroup group) -> Map.entry(group.getGroup().getGroupId(), group.getReason()))
                .toList();
    }

    private static List<String> ids(List<PromptGroup> prompts, int... indices) {
        List<String> ids = new ArrayList<>();
        for (int index : indices) {
            ids.add(prompts.get(index).getGroupId());
        }
        return ids;
    }

    private final class Running implements AutoCloseable {
        final LearnerLoop loop;
        final CompletableFuture<Void> ended;
        final RestOfPipeline others;
        private final LearnerParts parts;

        Running(LearnerParts parts) {
            this.parts = parts;
            this.loop = new LearnerLoop(parts, ScriptedTrainer::open, new Awaited());
            this.ended = LearnerRuns.started(loop);
            this.others = new RestOfPipeline(parts.clients(), parts.topics(), ended);
        }

        boolean evaluatesEachStep() {
            return parts.evaluateEvery() == 1;
        }

        @Override
        public void close() {
            loop.stop();
            others.close();
        }
    }

    private final class Awaited extends LearnerRuns.Nobody {
        @Override
        public void awaiting(int groups, Duration left) {
            waits.add(groups);
        }
    }
}
