package io.kafkagrpo.dashboard.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.dashboard.query.AlertQueries;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.report.alert.Alert;
import io.kafkagrpo.report.alert.RunAlerts;
import io.kafkagrpo.rl.DropReason;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each alert from records of a log, by way of the index. */
class AlertQueriesTest {
    private static final String RUN = "a-run";
    private static final long NOW = 1_750_000_000_000L;
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    /** Steps 1 to 12, of four groups of two each, the newest just now. */
    private static final Log WELL = new Log(0.5, 0, DropReason.STALE, 0, SECOND, 0, NOW);

    @TempDir
    private Path folder;

    /**
     * What a log's records are like.
     *
     * @param reward of each step
     * @param equal share of groups with equal rewards that each step has trained on
     * @param dropReason why each step has dropped a group
     * @param dropped how many it has
     * @param scoring milliseconds that the newest 20 groups waited for their scores; those before waited a second
     * @param failed groups of the newest ten
     * @param lastAt when the newest step was made
     */
    private record Log(
            double reward, double equal, DropReason dropReason, int dropped, long scoring, int failed, long lastAt) {

        void write(IndexWriter index) {
            index.event(
                    RUN,
                    0,
                    StepEvent.newBuilder()
                            .setRunStarted(RunStarted.newBuilder().setStartedAtMs(lastAt - 13 * MINUTE))
                            .build());
            for (int step = 1; step <= 12; step++) {
                long at = lastAt - (12 - step) * MINUTE;
                TrainingStep.Builder event = TrainingStep.newBuilder()
                        .setStep(step)
                        .putMetrics("reward/mean", reward)
                        .putMetrics("groups/zero_variance", equal)
                        .putMetrics("seconds/step", 60)
                        .setFinishedAtMs(at);
                for (int place = 0; place < 4; place++) {
                    String id = "train-0-%d".formatted(4 * step + place);
                    index.prompt(RUN, 0, 0, at - 30 * SECOND, prompt(id));
                    group(index, id, at, step > 7 ? scoring : SECOND, step == 12 && place < failed);
                    event.addUsed(reference(id));
                }
                for (int place = 0; place < dropped; place++) {
                    event.addDropped(DroppedGroups.of(
                            reference("dropped-%d-%d".formatted(step, place)), dropReason, dropReason.words()));
                }
                index.event(
                        RUN, step, StepEvent.newBuilder().setTrainingStep(event).build());
                index.version(
                        RUN, at, WeightVersion.newBuilder().setVersion(step).build());
            }
        }

        private static void group(IndexWriter index, String id, long at, long scoring, boolean failed) {
            ScoredGroup.Builder group =
                    ScoredGroup.newBuilder().setPrompt(prompt(id)).setClosedAtMs(at);
            for (int member = 0; member < 2; member++) {
                group.addCompletions(ScoredCompletion.newBuilder()
                        .setIndex(member)
                        .setTotal(member)
                        .setFinished(Finished.getDefaultInstance())
                        .setFinishedAtMs(at - scoring));
            }
            index.scored(
                    RUN,
                    0,
                    0,
                    failed
                            ? group.setFailed(Failed.newBuilder().setReason("too long"))
                                    .build()
                            : group.setComplete(Complete.getDefaultInstance()).build());
        }
    }

    static Stream<Arguments> logs() {
        return Stream.of(
                fires(Alert.NO_NEW_VERSION, new Log(0.5, 0, DropReason.STALE, 0, SECOND, 0, NOW - 16 * MINUTE)::write),
                fires(Alert.LAG_GROWS, new Log(0.5, 0, DropReason.STALE, 0, 61 * SECOND, 0, NOW)::write),
                fires(
                        Alert.DEAD_LETTERS,
                        and(index ->
                                index.deadLetter(RUN, 0, DeadLetter.newBuilder().build()))),
                fires(Alert.REWARD_NOT_A_NUMBER, new Log(Double.NaN, 0, DropReason.STALE, 0, SECOND, 0, NOW)::write),
                fires(Alert.REWARDS_MISSING, and(AlertQueriesTest::sixGroupsWithoutRewards)),
                fires(Alert.GROUPS_STALE, new Log(0.5, 0, DropReason.STALE, 2, SECOND, 0, NOW)::write),
                fires(Alert.REWARDS_EQUAL, new Log(0.5, 0.75, DropReason.ZERO_VARIANCE, 2, SECOND, 0, NOW)::write),
                fires(Alert.GROUPS_FAIL, and(AlertQueriesTest::sixGroupsThatFailed)),
                fires(
                        Alert.GENERATOR_STUCK,
                        and(index -> index.prompt(RUN, 0, 0, NOW - MINUTE, prompt("train-0-999"))),
                        NOW + 11 * MINUTE));
    }

    @ParameterizedTest
    @MethodSource("logs")
    void firesFromTheLog(Alert alert, Consumer<IndexWriter> records, long now) {
        assertThat(firing(records, now)).extracting(RunAlerts.Firing::alert).containsExactly(alert);
    }

    @ParameterizedTest
    @EnumSource
    void eachHasACase(Alert alert) {
        assertThat(logs().map(arguments -> arguments.get()[0])).contains(alert);
    }

    @Test
    void aRunThatIsWellHasNone() {
        assertThat(firing(WELL::write, NOW + SECOND)).isEmpty();
        assertThat(firing(new Log(0.5, 0.5, DropReason.STALE, 1, 59 * SECOND, 1, NOW)::write, NOW + SECOND))
                .isEmpty();
    }

    @Test
    void aRunThatHasNotBegunHasNone() {
        assertThat(firing(index -> {}, NOW)).isEmpty();
    }

    @Test
    void aFinishedRunIsNotLate() {
        Consumer<IndexWriter> ended = and(index -> index.event(
                RUN,
                99,
                StepEvent.newBuilder()
                        .setRunFinished(RunFinished.getDefaultInstance())
                        .build()));
        assertThat(firing(ended, NOW + 24 * 60 * MINUTE)).isEmpty();
    }

    private List<RunAlerts.Firing> firing(Consumer<IndexWriter> records, long now) {
        try (IndexDatabase database = IndexDatabase.create(folder)) {
            try (IndexWriter writer = new IndexWriter(database)) {
                records.accept(writer);
                writer.commit();
            }
            return new AlertQueries(database, new RunQueries(database)).firing(RUN, now);
        }
    }

    private static Arguments fires(Alert alert, Consumer<IndexWriter> records) {
        return fires(alert, records, NOW + SECOND);
    }

    private static Arguments fires(Alert alert, Consumer<IndexWriter> records, long now) {
        return Arguments.of(alert, records, now);
    }

    /** A log that is well but for this. */
    private static Consumer<IndexWriter> and(Consumer<IndexWriter> more) {
        Consumer<IndexWriter> well = WELL::write;
        return well.andThen(more);
    }

    /** Dropped by a step: 6 of 46 completions. */
    private static void sixGroupsWithoutRewards(IndexWriter index) {
        TrainingStep.Builder step = TrainingStep.newBuilder()
                .setStep(13)
                .putMetrics("reward/mean", 0.5)
                .addUsed(reference("train-0-48"));
        for (int i = 0; i < 6; i++) {
            String id = "train-1-%d".formatted(i);
            index.scored(
                    RUN,
                    0,
                    0,
                    ScoredGroup.newBuilder()
                            .setPrompt(prompt(id))
                            .setComplete(Complete.getDefaultInstance())
                            .setClosedAtMs(NOW)
                            .addCompletions(ScoredCompletion.newBuilder()
                                    .setFinished(Finished.getDefaultInstance())
                                    .setFinishedAtMs(NOW))
                            .build());
            step.addDropped(DroppedGroups.of(reference(id), DropReason.TOO_FEW_REWARDS, "too few rewards"));
        }
        index.event(RUN, 13, StepEvent.newBuilder().setTrainingStep(step).build());
    }

    private static void sixGroupsThatFailed(IndexWriter index) {
        for (int i = 0; i < 6; i++) {
            Log.group(index, "train-1-%d".formatted(i), NOW, SECOND, true);
        }
    }

    private static PromptGroup prompt(String id) {
        return PromptGroup.newBuilder()
                .setGroupId(id)
                .setPurpose(Purpose.TRAIN)
                .setGroupSize(2)
                .build();
    }

    private static GroupReference reference(String id) {
        return GroupReference.newBuilder().setGroupId(id).build();
    }
}
