package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of which not all is kept, with a real broker and a scripted trainer: what goes on, what says why not. */
class LimitedRunTest {
    /** Totals of the groups, in the order of their admission. */
    private static final double[][] TOTALS = {{0, 1}, {1, 0}, {0, 1}, {1, 1}};

    private static final String OLDEST_GONE =
            "The groups of training steps up to 1 are gone from %s.scored-groups, as kafka.keep.scored-groups ('7d') asks, so ";

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

    @Test
    void itsTopicsHaveTheLimitsAndOthersNone() throws Exception {
        // Given, When
        LearnerParts parts = parts("limits", Map.of("kafka.keep.completions", "500MB"));
        new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY).close();
        // Then
        assertThat(setting(parts, parts.topics().scoredGroups(), "retention.ms"))
                .isEqualTo(Long.toString(7L * 24 * 3600 * 1000));
        assertThat(setting(parts, parts.topics().completions(), "retention.bytes"))
                .isEqualTo("500000000");
        assertThat(setting(parts, parts.topics().prompts(), "retention.ms")).isEqualTo("-1");
        assertThat(setting(parts, parts.topics().steps(), "retention.ms")).isEqualTo("-1");
        assertThat(setting(parts, parts.topics().weightVersions(), "cleanup.policy"))
                .isEqualTo("compact");
    }

    @Test
    void aLimitThatIsTooSmallIsRefusedBeforeAnyTopicIsMade() {
        LearnerParts parts = parts("small", Map.of("kafka.keep.scored-groups", "1MB"));
        assertThatThrownBy(() -> new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the value '1MB' of kafka.keep.scored-groups is too little for this run");
    }

    @Test
    void itGoesOnFromACheckpointAndCanNotBeReplayed() throws Exception {
        // Given a run that was stopped after step 1, of which there is a checkpoint
        LearnerParts parts = parts("checkpoint", Map.of("learner.checkpoint-every", "1"));
        TrainingStep first = stoppedAfterOneStep(parts);
        // When the groups of step 1 are deleted, and it is taken up again
        deleteBefore(lastOffset(first) + 1, parts);
        LearnerLoop resumed = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> running = LearnerRuns.started(resumed);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), running)) {
            for (int i = 2; i < 4; i++) {
                others.answer(others.prompts(Purpose.TRAIN, i + 1).get(i), 0, TOTALS[i]);
            }
            others.step(2);
            others.answer(others.prompts(Purpose.EVALUATE, 2).get(1), 2, 1);
            running.join();
            assertThat(others.isFinished()).isTrue();
        }
        // Then it is finished, but a replay needs what is gone, and says so before it computes anything
        try (ReplayLoop replay = new ReplayLoop(parts, ScriptedTrainer::open, Long.MAX_VALUE, () -> {})) {
            assertThatThrownBy(replay::run)
                    .isInstanceOf(BrokenLogException.class)
                    .hasMessage(
                            OLDEST_GONE.formatted("checkpoint")
                                    + "the run can't be replayed, for a replay begins with the first step; those of step 2 and later are there.");
        }
        // and a fork can begin where a checkpoint holds the state
        int[] made = {0};
        try (PastState state =
                new PastState(parts, ScriptedTrainer::open, 2, folder.resolve("fork"), () -> made[0]++)) {
            state.run();
        }
        assertThat(made[0]).isOne();
    }

    @Test
    void withoutACheckpointItCanNeitherGoOnNorBeForked() throws Exception {
        // Given
        LearnerParts parts = parts("none", Map.of("learner.checkpoint-every", "5"));
        TrainingStep first = stoppedAfterOneStep(parts);
        // When
        deleteBefore(lastOffset(first) + 1, parts);
        // Then
        try (LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY)) {
            assertThatThrownBy(loop::run)
                    .isInstanceOf(BrokenLogException.class)
                    .hasMessage(
                            OLDEST_GONE.formatted("none")
                                    + "the steps can't be made again and the run can't go on; there is no checkpoint that a fork could begin with; those of step 2 and later are there.");
        }
        try (PastState state = new PastState(parts, ScriptedTrainer::open, 1, folder.resolve("fork"), () -> {})) {
            assertThatThrownBy(state::run)
                    .isInstanceOf(BrokenLogException.class)
                    .hasMessageContaining(
                            "so the state after step 1 can't be made again without a checkpoint up to it");
        }
    }

    @Test
    void groupsThatNoStepHasDecidedMustBeThere() throws Exception {
        // Given a run that was stopped after step 1, with a group of the next step's batch scored
        LearnerParts parts = parts("undecided", Map.of("learner.checkpoint-every", "1"));
        TrainingStep first = stoppedAfterOneStep(parts);
        try (RestOfPipeline others =
                new RestOfPipeline(parts.clients(), parts.topics(), CompletableFuture.completedFuture(null))) {
            others.step(1);
            for (int i = 2; i < 4; i++) {
                others.answer(others.prompts(Purpose.TRAIN, 4).get(i), 0, TOTALS[i]);
            }
        }
        // When they are deleted too
        long begin = lastOffset(first) + 3;
        deleteBefore(begin, parts);
        // Then
        try (LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY)) {
            assertThatThrownBy(loop::run)
                    .isInstanceOf(BrokenLogException.class)
                    .hasMessageStartingWith(
                            "undecided.scored-groups-0 begins at offset %d, but the run's steps have decided only the groups before %d;"
                                    .formatted(begin, begin - 2));
        }
    }

    private LearnerParts parts(String run, Map<String, String> more) {
        Map<String, String> settings =
                new HashMap<>(Map.of("steps", "2", "max-staleness", "1", "kafka.keep.scored-groups", "7d"));
        settings.putAll(more);
        return LearnerRuns.parts(broker, folder.resolve(run), run, settings);
    }

    private static TrainingStep stoppedAfterOneStep(LearnerParts parts) throws Exception {
        LearnerLoop loop = new LearnerLoop(parts, ScriptedTrainer::open, LearnerRuns.NOBODY);
        CompletableFuture<Void> running = LearnerRuns.started(loop);
        try (RestOfPipeline others = new RestOfPipeline(parts.clients(), parts.topics(), running)) {
            others.answer(others.prompts(Purpose.EVALUATE, 1).getFirst(), 0, 1);
            for (int i = 0; i < 2; i++) {
                others.answer(others.prompts(Purpose.TRAIN, i + 1).get(i), 0, TOTALS[i]);
            }
            TrainingStep first = others.step(1);
            loop.stop();
            running.join();
            return first;
        }
    }

    private static long lastOffset(TrainingStep step) {
        return step.getUsedList().stream()
                .mapToLong(GroupReference::getOffset)
                .max()
                .orElseThrow();
    }

    private static void deleteBefore(long offset, LearnerParts parts) throws Exception {
        TopicPartition partition = new TopicPartition(parts.topics().scoredGroups(), 0);
        try (Admin admin = parts.clients().admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private static String setting(LearnerParts parts, String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = parts.clients().admin()) {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return Objects.requireNonNull(config).get(name).value();
        }
    }
}
