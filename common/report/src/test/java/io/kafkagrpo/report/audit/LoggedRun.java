package io.kafkagrpo.report.audit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records of a small run that is in order, as lists that a test may spoil before it writes them: three steps of
 * two groups of two, one more group that step 3 drops, evaluations of versions 0 and 3 with one problem each. Even
 * groups are in partition 0, odd ones in 1.
 */
public final class LoggedRun {
    static final int PARTITIONS = 2;
    private static final int SIZE = 2;
    private static final int STEPS = 3;
    private static final GroupId FIRST_EVALUATION = GroupId.evaluate(0, 0);
    private static final GroupId LAST_EVALUATION = GroupId.evaluate(STEPS, 0);

    /** By partition. */
    final List<List<PromptGroup>> prompts = List.of(new ArrayList<>(), new ArrayList<>());

    final List<List<Completion>> completions = List.of(new ArrayList<>(), new ArrayList<>());
    final List<List<ScoredGroup>> scored = List.of(new ArrayList<>(), new ArrayList<>());
    final List<WeightVersion> versions = new ArrayList<>();
    final List<WeightChunk> chunks = new ArrayList<>();
    final List<StepEvent> steps = new ArrayList<>();

    private LoggedRun() {}

    /** Nothing is spoilt yet. */
    public static LoggedRun inOrder() {
        LoggedRun run = new LoggedRun();
        run.add(0, FIRST_EVALUATION, 0);
        for (int group = 0; group <= 2 * STEPS; group++) {
            run.add(group % PARTITIONS, GroupId.train(0, group), Math.min(group / 2, STEPS - 1));
        }
        run.add(1, LAST_EVALUATION, STEPS);
        run.addVersion(WeightKind.FULL, "the ini", "tial weights");
        for (int step = 1; step <= STEPS; step++) {
            run.addVersion(WeightKind.DELTA, "what step " + step + " changed");
        }
        run.addEvents();
        return run;
    }

    /** The scored group of training group {@code number}. */
    ScoredGroup scoredOf(int number) {
        return scored.get(number % PARTITIONS).get(offsetOf(number));
    }

    /** Behind it lies, in partition 0, that of the first evaluation. */
    static int offsetOf(int number) {
        return number % PARTITIONS == 0 ? 1 + number / 2 : number / 2;
    }

    TrainingStep step(int number) {
        return steps.get(1 + number).getTrainingStep();
    }

    /** The run was begun with this value of a key. */
    public void begunWith(String key, String value) {
        RunStarted started = steps.getFirst().getRunStarted();
        steps.set(
                0,
                StepEvent.newBuilder()
                        .setRunStarted(started.toBuilder().putConfiguration(key, value))
                        .build());
    }

    void replace(TrainingStep.Builder step) {
        steps.set(
                (int) (1 + step.getStep()),
                StepEvent.newBuilder().setTrainingStep(step).build());
    }

    void replace(ScoredGroup.Builder group, int number) {
        scored.get(number % PARTITIONS).set(offsetOf(number), group.build());
    }

    static GroupReference reference(int number) {
        return GroupReference.newBuilder()
                .setGroupId(GroupId.train(0, number).toString())
                .setPartition(number % PARTITIONS)
                .setOffset(offsetOf(number))
                .build();
    }

    private void add(int partition, GroupId id, long version) {
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(id.toString())
                .setPurpose(id.purpose())
                .setGroupSize(SIZE)
                .setMinVersion(version)
                .setProblemId("problem-" + id.position())
                .setQuestion("What is %d + 1?".formatted(id.position()))
                .setReferenceAnswer(Long.toString(id.position() + 1))
                .build();
        prompts.get(partition).add(prompt);
        ScoredGroup.Builder group =
                ScoredGroup.newBuilder().setPrompt(prompt).setComplete(Complete.getDefaultInstance());
        for (int index = 0; index < SIZE; index++) {
            Finished finished = Finished.newBuilder()
                    .addTokenIds(7)
                    .addTokenIds(index)
                    .addVersions(VersionRun.newBuilder().setVersion(version))
                    .setText("answer %d\u001b[2J".formatted(index))
                    .setFinishReason(FinishReason.STOP)
                    .build();
            completions
                    .get(partition)
                    .add(Completion.newBuilder()
                            .setPrompt(prompt)
                            .setIndex(index)
                            .setFinished(finished)
                            .setGeneratorId("g")
                            .setFinishedAtMs(5)
                            .build());
            group.addCompletions(ScoredCompletion.newBuilder()
                    .setIndex(index)
                    .setFinished(finished)
                    .setGeneratorId("g")
                    .setFinishedAtMs(5)
                    .addRewards(RewardValue.newBuilder()
                            .setFunction("correctness")
                            .setWeight(1)
                            .setValue(id.position() + 0.5 * index))
                    .setTotal(id.position() + 0.5 * index)
                    .setAdvantage(index - 0.5));
        }
        scored.get(partition).add(group.build());
    }

    /** A version in chunks of these texts. */
    void addVersion(WeightKind kind, String... texts) {
        long version = versions.size();
        CRC32C crc = new CRC32C();
        long bytes = 0;
        for (int index = 0; index < texts.length; index++) {
            ByteString data = ByteString.copyFromUtf8(texts[index]);
            crc.update(data.asReadOnlyByteBuffer());
            bytes += data.size();
            chunks.add(WeightChunk.newBuilder()
                    .setVersion(version)
                    .setIndex(index)
                    .setCount(texts.length)
                    .setData(data)
                    .build());
        }
        WeightVersion.Builder announced = WeightVersion.newBuilder()
                .setVersion(version)
                .setKind(kind)
                .setBaseVersion(kind == WeightKind.DELTA ? version - 1 : 0)
                .setFirstOffset(chunks.size() - texts.length)
                .setLastOffset(chunks.size() - 1)
                .setChunkCount(texts.length)
                .setPayloadBytes(bytes)
                .setPayloadCrc32C((int) crc.getValue())
                .setStep(version);
        if (hasSum(version)) {
            announced.setWeightsSum(checksum(version));
        }
        if (!hasSum(version) || kind == WeightKind.FULL) {
            announced.setWeightsCrc32C(checksum(version));
        }
        versions.add(announced.build());
    }

    /** The run was begun by a learner of before there were sums, and went on with one of today. */
    private static boolean hasSum(long version) {
        return version > 2;
    }

    private static int checksum(long version) {
        return (int) (1000 + version);
    }

    private void addEvents() {
        steps.add(StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder()
                        .putConfiguration("max-staleness", "1")
                        .putConfiguration("groups-per-step", "2"))
                .build());
        steps.add(evaluation(0));
        for (int step = 1; step <= STEPS; step++) {
            TrainingStep.Builder event = TrainingStep.newBuilder()
                    .setStep(step)
                    .addUsed(reference(2 * step - 2))
                    .addUsed(reference(2 * step - 1))
                    .setVersionIn(step - 1)
                    .setVersionOut(step)
                    .setFeederPosition(Math.min(2 * step + 4, 2 * STEPS + 1))
                    .addPosition(PartitionPosition.newBuilder().setPartition(0).setOffset(1 + step))
                    .addPosition(PartitionPosition.newBuilder().setPartition(1).setOffset(step));
            if (hasSum(step)) {
                event.setWeightsSum(checksum(step));
            } else {
                event.setWeightsCrc32C(checksum(step));
            }
            if (step == STEPS) {
                event.addDropped(DroppedGroup.newBuilder()
                        .setGroup(reference(2 * STEPS))
                        .setReason("its rewards are all equal"));
            }
            steps.add(StepEvent.newBuilder().setTrainingStep(event).build());
        }
        steps.add(evaluation(STEPS));
        steps.add(StepEvent.newBuilder()
                .setRunFinished(RunFinished.newBuilder().setSteps(STEPS).setVersion(STEPS))
                .build());
    }

    static StepEvent evaluation(long version) {
        return StepEvent.newBuilder()
                .setEvaluation(Evaluation.newBuilder()
                        .setVersion(version)
                        .setLowestVersion(version)
                        .setHighestVersion(version)
                        .setProblems(1))
                .build();
    }

    /** Writes all records under a run's name, each where its list says. */
    public Topics write(KafkaClients clients, String name) throws Exception {
        Topics topics = new Topics(name);
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(PARTITIONS, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                send(producer, topics.prompts(), partition, prompts.get(partition));
                send(producer, topics.completions(), partition, completions.get(partition));
                send(producer, topics.scoredGroups(), partition, scored.get(partition));
            }
            for (WeightVersion version : versions) {
                var _ = producer.send(new ProducerRecord<>(
                        topics.weightVersions(), 0, Long.toString(version.getVersion()), version.toByteArray()));
            }
            send(producer, topics.weights(), 0, chunks);
            send(producer, topics.steps(), 0, steps);
        }
        return topics;
    }

    private static void send(
            Producer<String, byte[]> producer, String topic, int partition, List<? extends Message> messages) {
        for (Message message : messages) {
            var _ = producer.send(new ProducerRecord<>(topic, partition, "k", message.toByteArray()));
        }
    }
}
