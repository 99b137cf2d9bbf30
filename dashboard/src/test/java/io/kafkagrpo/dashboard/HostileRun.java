package io.kafkagrpo.dashboard;

import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * A run whose records hold a hostile text wherever there is room for one: a thousand completions, and all
 * names and reasons.
 */
final class HostileRun {
    static final int GROUPS = 25;
    static final int MEMBERS = 40;
    private static final long BEGUN = 1_750_000_000_000L;

    private final Topics topics;
    private final RunHeader header;
    private final Producer<String, byte[]> producer;
    private final List<String> texts = HostileTexts.thousand();

    private HostileRun(Topics topics, RunHeader header, Producer<String, byte[]> producer) {
        this.topics = topics;
        this.header = header;
        this.producer = producer;
    }

    static void write(KafkaClients clients, String name) throws ExecutionException, InterruptedException {
        Topics topics = new Topics(name);
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(1, (short) 1, 4 << 20, 4 << 20))
                    .all()
                    .get();
        }
        try (Producer<String, byte[]> producer = clients.writer(Map.of("max.request.size", 4 << 20))) {
            new HostileRun(topics, RunHeader.begin(topics), producer).write();
        }
    }

    private void write() throws ExecutionException, InterruptedException {
        event(StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder()
                        .setRunId(topics.run())
                        .setRunHeader(header.run())
                        .putConfiguration("model", text(0))
                        .putConfiguration("steps", text(1))
                        .putConfiguration(text(2), text(3))
                        .setStartedAtMs(BEGUN))
                .build());
        event(StepEvent.newBuilder()
                .setEvaluation(
                        Evaluation.newBuilder().putResults("accuracy", 0.5).putResults("pass_at_" + text(4), 0.5))
                .build());
        TrainingStep.Builder step = TrainingStep.newBuilder()
                .setStep(1)
                .setVersionOut(1)
                .setFinishedAtMs(BEGUN)
                .putMetrics("reward/" + text(5), 1)
                .putMetrics("seconds/" + text(6), 1)
                .putHyperParameters(text(7), 1);
        for (int group = 0; group < GROUPS; group++) {
            GroupReference reference = group(group);
            if (group % 2 == 0) {
                step.addUsed(reference);
            } else {
                step.addDropped(DroppedGroup.newBuilder().setGroup(reference).setReason(text(group)));
            }
        }
        event(StepEvent.newBuilder().setTrainingStep(step).build());
        send(
                topics.deadLetters(),
                DeadLetter.newBuilder()
                        .setTopic(text(8))
                        .setService(text(9))
                        .setErrorMessage(text(10))
                        .build()
                        .toByteArray());
    }

    private GroupReference group(int number) throws ExecutionException, InterruptedException {
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId("train-0-%08d".formatted(number))
                .setPurpose(Purpose.TRAIN)
                .setProblemId(text(number))
                .setQuestion(text(number + 1))
                .setReferenceAnswer(text(number + 2))
                .putColumns(text(number + 3), text(number + 4))
                .setGroupSize(MEMBERS)
                .build();
        ScoredGroup.Builder scored = ScoredGroup.newBuilder().setPrompt(prompt).setClosedAtMs(BEGUN);
        if (number == GROUPS - 1) {
            scored.setFailed(Failed.newBuilder().setReason(text(number)));
        } else {
            scored.setComplete(Complete.getDefaultInstance());
        }
        for (int index = 0; index < MEMBERS; index++) {
            scored.addCompletions(completion(number * MEMBERS + index, index));
        }
        byte[] value = scored.build().toByteArray();
        long offset = send(topics.scoredGroups(), value);
        return GroupReference.newBuilder()
                .setGroupId(prompt.getGroupId())
                .setOffset(offset)
                .build();
    }

    private ScoredCompletion completion(int number, int index) {
        ScoredCompletion.Builder completion = ScoredCompletion.newBuilder()
                .setIndex(index)
                .setGeneratorId(text(number % 30))
                .setFinishedAtMs(BEGUN)
                .addRewards(
                        RewardValue.newBuilder().setFunction(text(number + 1)).setValue(1))
                .addRewards(RewardValue.newBuilder()
                        .setFunction("missing")
                        .setMissingBecause(text(number + 2))
                        .setAnswer(text(number + 3)));
        return number % 50 == 49
                ? completion.setFailedBecause(text(number)).build()
                : completion
                        .setTotal(1)
                        .setFinished(Finished.newBuilder()
                                .setText(text(number))
                                .addTokenIds(7)
                                .addVersions(VersionRun.getDefaultInstance())
                                .setFinishReason(FinishReason.STOP))
                        .build();
    }

    private String text(int number) {
        return texts.get(number % texts.size());
    }

    private void event(StepEvent event) throws ExecutionException, InterruptedException {
        send(topics.steps(), event.toByteArray());
    }

    private long send(String topic, byte[] value) throws ExecutionException, InterruptedException {
        return producer.send(header.record(topic, 0, "k", value)).get().offset();
    }
}
