package io.kafkagrpo.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.rl.DropReason;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RunCountsTest {
    private final RunEvents events = new RunEvents();

    private static ConsumerRecord<String, byte[]> entry(String key, Message value) {
        return new ConsumerRecord<>("topic", 0, 0, key, value.toByteArray());
    }

    private static Finished finished(int tokens, long version) {
        Finished.Builder finished =
                Finished.newBuilder().addVersions(VersionRun.newBuilder().setVersion(version));
        for (int i = 0; i < tokens; i++) {
            finished.addTokenIds(i);
        }
        return finished.build();
    }

    private static ConsumerRecord<String, byte[]> completion(String group, int index, Completion.Builder completion) {
        return entry(
                group,
                completion
                        .setPrompt(PromptGroup.newBuilder().setGroupId(group))
                        .setIndex(index)
                        .build());
    }

    private static ScoredCompletion scored(int tokens, long version) {
        return ScoredCompletion.newBuilder()
                .setFinished(finished(tokens, version))
                .setAdvantage(1)
                .build();
    }

    private static GroupReference reference(String group) {
        return GroupReference.newBuilder().setGroupId(group).build();
    }

    private void tell(TrainingStep.Builder step, double reward) {
        events.add(StepEvent.newBuilder()
                .setTrainingStep(step.putMetrics("reward/mean", reward))
                .build());
    }

    private void evaluate(long step, double accuracy) {
        events.add(StepEvent.newBuilder()
                .setEvaluation(Evaluation.newBuilder().setStep(step).putResults("accuracy", accuracy))
                .build());
    }

    @Test
    void countsWhatTheTopicsHold() {
        // Given a run of two steps: groups a and b used, c and f dropped as stale, d and g failed (c and d as older
        // programs
        // wrote it), e of an evaluation
        events.add(StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder().setStartedAtMs(1_000))
                .build());
        evaluate(0, 0.25);
        tell(TrainingStep.newBuilder().setStep(1).setVersionIn(0).addUsed(reference("a")), 0.5);
        tell(
                TrainingStep.newBuilder()
                        .setStep(2)
                        .setVersionIn(1)
                        .addUsed(reference("b"))
                        .addDropped(DroppedGroup.newBuilder()
                                .setGroup(reference("c"))
                                .setReason("stale"))
                        .addDropped(DroppedGroup.newBuilder()
                                .setGroup(reference("d"))
                                .setReason("too long"))
                        .addDropped(DroppedGroups.of(reference("f"), DropReason.STALE, "stale"))
                        .addDropped(DroppedGroups.of(reference("g"), DropReason.FAILED, "timeout")),
                1.5);
        evaluate(2, 0.75);
        events.add(StepEvent.newBuilder()
                .setRunFinished(RunFinished.newBuilder().setFinishedAtMs(3_500).setWeightsSha256("abc"))
                .build());
        RunCounts counts = new RunCounts(events);
        for (String group : new String[] {"a", "b", "c", "d", "e"}) {
            counts.addPrompt(
                    entry(group, PromptGroup.newBuilder().setGroupId(group).build()));
        }
        counts.addCompletion(completion("a", 0, Completion.newBuilder().setFinished(finished(3, 0))));
        counts.addCompletion(completion("a", 1, Completion.newBuilder().setFinished(finished(4, 0))));
        // sampled again after a crash: one completion, but all its tokens were generated
        counts.addCompletion(completion("a", 1, Completion.newBuilder().setFinished(finished(5, 0))));
        counts.addCompletion(completion(
                "d", 0, Completion.newBuilder().setFailed(Failed.newBuilder().setReason("too long"))));
        counts.addCompletion(new ConsumerRecord<>("topic", 0, 0, "x", new byte[] {-1, -1, -1}));
        ScoredGroup.Builder complete = ScoredGroup.newBuilder().setComplete(Complete.getDefaultInstance());
        counts.addScoredGroup(entry(
                "a",
                complete.clone()
                        .setPrompt(PromptGroup.newBuilder().setGroupId("a"))
                        .addCompletions(scored(3, 0))
                        .addCompletions(scored(4, 0))
                        .addCompletions(ScoredCompletion.newBuilder().setFinished(finished(9, 0)))
                        .build()));
        counts.addScoredGroup(entry(
                "b",
                complete.clone()
                        .setPrompt(PromptGroup.newBuilder().setGroupId("b"))
                        .addCompletions(scored(2, 0))
                        .build()));
        counts.addScoredGroup(entry(
                "c",
                complete.clone()
                        .setPrompt(PromptGroup.newBuilder().setGroupId("c"))
                        .addCompletions(scored(7, -5))
                        .build()));
        for (int version : new int[] {0, 1, 2}) {
            counts.addWeightVersion(entry(
                    Integer.toString(version),
                    WeightVersion.newBuilder().setVersion(version).build()));
        }
        // When
        RunReport report = counts.report();
        // Then
        assertThat(report)
                .isEqualTo(new RunReport(
                        0.25,
                        0.75,
                        0.5,
                        1.5,
                        2,
                        2.5,
                        5,
                        2,
                        3,
                        2,
                        new TreeMap<>(Map.of("stale", 2L, "failed", 2L)),
                        12,
                        9,
                        3,
                        1,
                        "abc",
                        null,
                        1L,
                        null,
                        null,
                        null));
    }

    @Test
    void comparesTheFirstTenStepsWithTheLastTen() {
        // Given rewards 1, 2, … 25
        for (int step = 1; step <= 25; step++) {
            tell(TrainingStep.newBuilder().setStep(step), step);
        }
        // When
        RunReport report = new RunCounts(events).report();
        // Then
        assertThat(report.rewardBefore()).isEqualTo(5.5);
        assertThat(report.rewardAfter()).isEqualTo(20.5);
        assertThat(report.accuracyBefore()).isNull();
    }
}
