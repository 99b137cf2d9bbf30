package io.kafkagrpo.dashboard.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.dashboard.query.CompletionQueries;
import io.kafkagrpo.dashboard.query.CompletionRow;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.query.Search;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexWriterTest {
    private static final String RUN = "a-run";
    private static final Search ALL =
            new Search(null, null, null, null, null, null, null, null, null, Search.Order.NEWEST);

    @TempDir
    private Path folder;

    /** Writes an index and asks it. */
    private void index(Consumer<IndexWriter> records, Consumer<IndexDatabase> questions) {
        try (IndexDatabase database = IndexDatabase.create(folder)) {
            try (IndexWriter writer = new IndexWriter(database)) {
                records.accept(writer);
                writer.commit();
            }
            questions.accept(database);
        }
    }

    @Test
    void ofEachGeneratorTheNewestWordIsKept() {
        Heartbeat first =
                Heartbeat.newBuilder().setGeneratorId("b").setTokens(1).build();
        Heartbeat newer = first.toBuilder().setTokens(2).build();
        Heartbeat other = first.toBuilder().setGeneratorId("a").build();
        index(
                writer -> List.of(first, other, newer).forEach(heartbeat -> writer.heartbeat(RUN, heartbeat)),
                database -> assertThat(new RunQueries(database).heartbeats(RUN)).containsExactly(other, newer));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99}) // not set, and set by a program of later
    void whatAnEnumDoesNotNameIsTakenAsItIs(int value) {
        PromptGroup prompt =
                PromptGroup.newBuilder().setGroupId("g").setPurposeValue(value).build();
        index(
                writer -> {
                    writer.prompt(RUN, 0, 0, 0, prompt);
                    writer.scored(
                            RUN,
                            0,
                            0,
                            ScoredGroup.newBuilder()
                                    .setPrompt(prompt)
                                    .addCompletions(ScoredCompletion.newBuilder()
                                            .setFinished(Finished.newBuilder().setFinishReasonValue(value)))
                                    .build());
                    writer.version(
                            RUN,
                            0,
                            WeightVersion.newBuilder().setKindValue(value).build());
                    writer.event(
                            RUN,
                            0,
                            step(1).toBuilder()
                                    .setTrainingStep(TrainingStep.newBuilder()
                                            .setStep(1)
                                            .addDropped(DroppedGroup.newBuilder()
                                                    .setGroup(GroupReference.newBuilder()
                                                            .setGroupId("g"))
                                                    .setCauseValue(value)))
                                    .build());
                },
                database -> {
                    assertThat(new CompletionQueries(database).count(RUN, ALL)).isEqualTo(1);
                    assertThat(new RunQueries(database).versions(RUN, 9)).hasSize(1);
                    assertThat(new RunQueries(database).counts(RUN).dropped()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @EnumSource
    void aLargeRunIsPagedInEveryOrderAndCountedUpToABound(Search.Order order) {
        // Given more completions than are counted, of rewards and lengths that repeat, some without a reward
        Search search = new Search(null, null, null, null, null, null, null, null, null, order);
        index(
                writer -> {
                    for (int group = 0; group < 110; group++) {
                        writer.scored(RUN, 0, group, large(group));
                    }
                },
                database -> {
                    // When they are asked for in pages, Then each is there once, in order
                    CompletionQueries completions = new CompletionQueries(database);
                    List<CompletionRow> all = new ArrayList<>();
                    for (int skip = 0; skip < 1_100; skip += 50) {
                        all.addAll(completions.page(RUN, search, 50, skip));
                    }
                    assertThat(all).hasSize(1_100).doesNotHaveDuplicates().isSortedAccordingTo(comparator(order));
                    assertThat(completions.count(RUN, search)).isEqualTo(CompletionQueries.MOST_COUNTED + 1);
                    // and the sums are those of all
                    assertThat(new RunQueries(database).counts(RUN).completions())
                            .isEqualTo(1_100);
                    assertThat(new RunQueries(database)
                                    .generators(RUN).stream()
                                            .mapToLong(RunQueries.Generator::tokens)
                                            .sum())
                            .isEqualTo(all.stream()
                                    .mapToLong(CompletionRow::tokens)
                                    .sum());
                });
    }

    private static ScoredGroup large(int number) {
        ScoredGroup.Builder group =
                ScoredGroup.newBuilder().setPrompt(PromptGroup.newBuilder().setGroupId("g%03d".formatted(number)));
        for (int member = 0; member < 10; member++) {
            ScoredCompletion.Builder completion = ScoredCompletion.newBuilder()
                    .setIndex(member)
                    .setGeneratorId("generator-" + member % 3)
                    .setFinishedAtMs(number * 7 % 13)
                    .setFinished(Finished.newBuilder().addAllTokenIds(Collections.nCopies(number * member % 17, 7)));
            group.addCompletions(member == 4 ? completion : completion.setTotal(number * member % 11));
        }
        return group.build();
    }

    private static Comparator<CompletionRow> comparator(Search.Order order) {
        Comparator<CompletionRow> first = switch (order) {
            case NEWEST -> Comparator.comparing(CompletionRow::finishedAtMs, Comparator.reverseOrder());
            case LONGEST -> Comparator.comparing(CompletionRow::tokens, Comparator.reverseOrder());
            case BEST -> Comparator.comparing(CompletionRow::reward, Comparator.nullsLast(Comparator.reverseOrder()));
            case WORST -> Comparator.comparing(CompletionRow::reward, Comparator.nullsLast(Comparator.naturalOrder()));
        };
        return first.thenComparing(CompletionRow::group).thenComparing(CompletionRow::member);
    }

    @Test
    void aPlaceThatIsReadAgainTakesTheNewerRecord() {
        index(
                writer -> {
                    writer.event(RUN, 0, step(1));
                    writer.event(RUN, 0, step(2));
                    writer.deadLetter(
                            RUN, 0, DeadLetter.newBuilder().setService("before").build());
                    writer.deadLetter(
                            RUN, 0, DeadLetter.newBuilder().setService("now").build());
                },
                database -> {
                    RunQueries runs = new RunQueries(database);
                    assertThat(runs.step(RUN, 1)).isEmpty();
                    assertThat(runs.step(RUN, 2)).isPresent();
                    assertThat(runs.deadRecords(RUN, 9))
                            .singleElement()
                            .satisfies(dead -> assertThat(dead.service()).isEqualTo("now"));
                });
    }

    @Test
    void undecidedAreTrainingGroupsWithoutAStep() {
        // Given a group that waits, one that is evaluated, and a dropped one whose prompt is not read
        index(
                writer -> {
                    writer.prompt(RUN, 0, 0, 0, prompt("waits", Purpose.TRAIN));
                    writer.prompt(RUN, 0, 1, 0, prompt("evaluated", Purpose.EVALUATE));
                    writer.event(
                            RUN,
                            0,
                            StepEvent.newBuilder()
                                    .setTrainingStep(TrainingStep.newBuilder()
                                            .setStep(1)
                                            .addDropped(DroppedGroup.newBuilder()
                                                    .setGroup(GroupReference.newBuilder()
                                                            .setGroupId("dropped"))))
                                    .build());
                },
                // Then
                database -> assertThat(new RunQueries(database).counts(RUN).undecided())
                        .isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({"3, 3, false", "2000, 100000, false", "2001, 3, true", "3, 100001, true"})
    void whatIsKeptInPartSaysSo(int question, int text, boolean cut) {
        ScoredGroup group = ScoredGroup.newBuilder()
                .setPrompt(prompt("g", Purpose.TRAIN).toBuilder().setQuestion("q".repeat(question)))
                .addCompletions(ScoredCompletion.newBuilder()
                        .setFinished(Finished.newBuilder().setText("t".repeat(text))))
                .build();
        index(writer -> writer.scored(RUN, 0, 0, group), database -> {
            CompletionRow row =
                    new CompletionQueries(database).page(RUN, ALL, 1, 0).getFirst();
            assertThat(row.cut()).isEqualTo(cut);
            assertThat(row.text()).hasSize(Math.min(text, 100_000));
        });
    }

    @Test
    void theNewestStepsComeWithAllElse() {
        index(
                writer -> {
                    for (int step = 1; step <= 5; step++) {
                        writer.event(RUN, 2L * step, step(step));
                        writer.event(
                                RUN,
                                2L * step + 1,
                                StepEvent.newBuilder()
                                        .setEvaluation(Evaluation.newBuilder().setStep(step))
                                        .build());
                    }
                },
                database -> {
                    RunEvents recent = new RunQueries(database).recent(RUN, 2);
                    assertThat(recent.steps()).extracting(TrainingStep::getStep).isEqualTo(List.of(4L, 5L));
                    assertThat(recent.evaluations()).hasSize(5);
                });
    }

    @Test
    void anAnswerIsHeldInAFileAndNotInMemory() {
        index(
                _ -> {},
                database -> assertThat(
                                database.number(
                                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'MAX_MEMORY_ROWS'"))
                        .isEqualTo(500));
    }

    private static StepEvent step(int number) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(number))
                .build();
    }

    private static PromptGroup prompt(String id, Purpose purpose) {
        return PromptGroup.newBuilder().setGroupId(id).setPurpose(purpose).build();
    }
}
