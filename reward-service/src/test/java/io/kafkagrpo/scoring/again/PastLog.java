package io.kafkagrpo.scoring.again;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.scoring.Rescorer;
import io.kafkagrpo.scoring.Scorer;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * A broker with the scored groups of a run, of two completions each: the first gives the answer 4, the second 5.
 */
final class PastLog implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final int LARGEST = 1 << 20;

    private final EmbeddedBroker broker;
    private final KafkaClients clients;
    private final Topics topics = new Topics("past");
    private final RunHeader header = RunHeader.begin(topics);
    private final List<String> ids = new ArrayList<>();

    PastLog(Path folder) throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(PARTITIONS, (short) 1, LARGEST, LARGEST))
                    .all()
                    .get();
            admin.createTopics(List.of(Topics.rescoredDefinition(topics.rescored("x"), PARTITIONS, (short) 1, LARGEST)))
                    .all()
                    .get();
        }
    }

    /**
     * Training groups 0, 1, …; even ones in partition 0. Every tenth is one that failed, every twentieth one of
     * which nothing could be read. Steps of four groups use them in order.
     */
    void write(int groups) {
        try (Producer<String, byte[]> writer = clients.writer(Map.of())) {
            event(
                    writer,
                    StepEvent.newBuilder().setRunStarted(RunStarted.newBuilder().setRunHeader(header.run())));
            for (int number = 0; number < groups; number++) {
                ScoredGroup group = group(number);
                ids.add(group.getPrompt().getGroupId());
                var _ = writer.send(header.record(
                        topics.scoredGroups(),
                        number % PARTITIONS,
                        group.getPrompt().getGroupId(),
                        group.toByteArray()));
            }
            for (int step = 1; step <= groups / 4; step++) {
                TrainingStep.Builder used = TrainingStep.newBuilder().setStep(step);
                for (int number = 4 * step - 4; number < 4 * step; number++) {
                    used.addUsed(GroupReference.newBuilder()
                            .setGroupId(ids.get(number))
                            .setPartition(number % PARTITIONS)
                            .setOffset(number / PARTITIONS));
                }
                event(writer, StepEvent.newBuilder().setTrainingStep(used));
            }
        }
    }

    private void event(Producer<String, byte[]> writer, StepEvent.Builder event) {
        var _ = writer.send(
                header.record(topics.steps(), 0, topics.run(), event.build().toByteArray()));
    }

    private static ScoredGroup group(int number) {
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(GroupId.train(0, number).toString())
                .setPurpose(GroupId.train(0, number).purpose())
                .setGroupSize(2)
                .setReferenceAnswer("4")
                .build();
        if (number % 20 == 19) {
            return ScoredGroup.newBuilder()
                    .setPrompt(prompt.toBuilder().clearGroupSize().clearReferenceAnswer())
                    .setFailed(Failed.newBuilder().setReason("dead letter: it can't be read"))
                    .build();
        }
        ScoredGroup.Builder group = ScoredGroup.newBuilder().setPrompt(prompt).setRewardConfigurationHash("before");
        if (number % 10 == 9) {
            return group.setFailed(Failed.newBuilder().setReason("timeout with 0 of 2 members"))
                    .build();
        }
        for (int index = 0; index < 2; index++) {
            group.addCompletions(ScoredCompletion.newBuilder()
                    .setIndex(index)
                    .setFinished(Finished.newBuilder()
                            .addTokenIds(5)
                            .addBehaviourLogProbabilities(-0.5f)
                            .addVersions(VersionRun.newBuilder().setVersion(1))
                            .setFinishReason(FinishReason.STOP)
                            .setText("<answer>%d</answer>".formatted(4 + index)))
                    .addRewards(RewardValue.newBuilder()
                            .setFunction("old")
                            .setWeight(1)
                            .setValue(index)
                            .setAnswer("at length"))
                    .setTotal(index)
                    .setAdvantage(index - 0.5));
        }
        return group.setComplete(Complete.getDefaultInstance()).build();
    }

    /** All that has to be scored, in order of their numbers. */
    List<String> ids() {
        return List.copyOf(ids);
    }

    /** A loop with one function, known as {@code name}. */
    RescoreLoop loop(String name, RewardFunction function, StepRange steps) {
        RewardRegistry registry = RewardRegistry.standard();
        registry.register(name, Set.of(), _ -> function);
        Scorer scorer = new Scorer(
                RewardSet.of(List.of(new RewardSpecification(name, 1, Map.of())), registry),
                AnswerCheck.of(EvaluationMatch.ANSWER_TAG));
        return new RescoreLoop(
                clients,
                topics,
                header,
                topics.rescored("x"),
                "past.rescore-x",
                new Rescorer(scorer, AdvantageSettings.GRPO),
                steps,
                2,
                Duration.ZERO,
                20);
    }

    /** What is in the new topic, partition by partition. */
    List<ScoredGroup> rescored() {
        List<ScoredGroup> groups = new ArrayList<>();
        OwnRecords own = new OwnRecords(header);
        try (PartitionReader reader = new PartitionReader(clients)) {
            reader.readAll(
                    topics.rescored("x"),
                    entry -> own.readable(ScoredGroup.getDefaultInstance(), entry)
                            .ifPresent(groups::add));
        }
        return groups;
    }

    @Override
    public void close() {
        broker.close();
    }
}
