package io.kafkagrpo.dashboard;

import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.GroupStatistics;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.SamplingParameters;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.rl.DropReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes the records of a run to a broker, as its services would: with headers, metrics, rewards and texts that
 * a test chooses.
 */
public final class RecordedRun implements AutoCloseable {
    private static final long BEGUN = 1_750_000_000_000L;
    public static final int SIZE = 4;

    private final Topics topics;
    private final RunHeader header;
    private final Producer<String, byte[]> producer;
    private final Random random = new Random(7);
    private int step;
    private int groups;

    private RecordedRun(Topics topics, RunHeader header, Producer<String, byte[]> producer) {
        this.topics = topics;
        this.header = header;
        this.producer = producer;
    }

    /** Creates the run's topics and begins it. */
    public static RecordedRun begin(KafkaClients clients, String name, Map<String, String> configuration)
            throws ExecutionException, InterruptedException {
        Topics topics = new Topics(name);
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(1, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
        RecordedRun run = new RecordedRun(topics, RunHeader.begin(topics), clients.writer(Map.of()));
        run.event(StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder()
                        .setRunId(name)
                        .setRunHeader(run.header.run())
                        .putAllConfiguration(configuration)
                        .setStartedAtMs(BEGUN))
                .build());
        run.version(WeightKind.FULL);
        return run;
    }

    public Topics topics() {
        return topics;
    }

    /** A group with a completion for each text; the reward of a completion is its index. */
    public GroupReference group(List<String> texts) throws ExecutionException, InterruptedException {
        PromptGroup prompt = prompt("What is %d plus 4?".formatted(groups), texts.size());
        return scored(prompt, texts);
    }

    /** A prompt that nobody has answered yet. */
    public PromptGroup prompt(String question, int size) throws ExecutionException, InterruptedException {
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(GroupId.train(0, groups).toString())
                .setPurpose(io.kafkagrpo.record.Purpose.TRAIN)
                .setProblemId("problem-" + groups)
                .setQuestion(question)
                .setReferenceAnswer(Integer.toString(groups + 4))
                .addPromptTokenIds(3)
                .setGroupSize(size)
                .setSampling(SamplingParameters.newBuilder().setTemperature(1).setMaxNewTokens(64))
                .setMinVersion(step)
                .build();
        groups++;
        send(topics.prompts(), prompt.getGroupId(), prompt.toByteArray());
        return prompt;
    }

    private GroupReference scored(PromptGroup prompt, List<String> texts)
            throws ExecutionException, InterruptedException {
        ScoredGroup.Builder group = ScoredGroup.newBuilder()
                .setPrompt(prompt)
                .setComplete(Complete.getDefaultInstance())
                .setStatistics(GroupStatistics.newBuilder()
                        .setMean((texts.size() - 1) / 2.0)
                        .setStd(1.25)
                        .setScored(texts.size()))
                .setClosedAtMs(BEGUN + 1000L * step);
        for (int index = 0; index < texts.size(); index++) {
            group.addCompletions(completion(index, texts.get(index)));
        }
        RecordMetadata place =
                send(topics.scoredGroups(), prompt.getGroupId(), group.build().toByteArray());
        return GroupReference.newBuilder()
                .setGroupId(prompt.getGroupId())
                .setPartition(place.partition())
                .setOffset(place.offset())
                .build();
    }

    private ScoredCompletion completion(int index, String text) {
        Finished.Builder finished = Finished.newBuilder()
                .setText(text)
                .setFinishReason(FinishReason.STOP)
                .addVersions(VersionRun.newBuilder().setVersion(Math.max(0, step - 1)));
        int tokens = Math.min(40, 4 + text.length() / 4);
        for (int i = 0; i < tokens; i++) {
            finished.addTokenIds(random.nextInt(3, 40)).addBehaviourLogProbabilities(-4 * random.nextFloat());
        }
        if (step > 0) {
            finished.addVersions(VersionRun.newBuilder().setVersion(step).setFromToken(tokens / 2));
        }
        return ScoredCompletion.newBuilder()
                .setIndex(index)
                .setFinished(finished)
                .setGeneratorId("generator-1")
                .setStartedAtMs(BEGUN + 900L * step)
                .setFinishedAtMs(BEGUN + 900L * step + 250 + index)
                .addRewards(RewardValue.newBuilder()
                        .setFunction("correctness")
                        .setWeight(1)
                        .setValue(index))
                .addRewards(RewardValue.newBuilder()
                        .setFunction("format")
                        .setWeight(0.5)
                        .setMissingBecause("no tags"))
                .setTotal(index)
                .setAdvantage(index - 1.5)
                .setCorrect(index == SIZE - 1)
                .build();
    }

    /** Goes on as the fork of a run after so many steps. */
    public void forkedAfter(int steps) {
        step = steps;
    }

    /** A step that trained on some groups and dropped one. */
    public void step(List<GroupReference> used, GroupReference dropped)
            throws ExecutionException, InterruptedException {
        step++;
        TrainingStep.Builder event = TrainingStep.newBuilder()
                .setStep(step)
                .addAllUsed(used)
                .addDropped(DroppedGroups.of(dropped, DropReason.ZERO_VARIANCE, DropReason.ZERO_VARIANCE.words()))
                .setVersionIn(step - 1)
                .setVersionOut(step)
                .setWeightsCrc32C(0xdead0000 + step)
                .setStateCrc32C(0xbeef0000 + step)
                .putHyperParameters("learning_rate", 3e-4)
                .setFinishedAtMs(BEGUN + 1000L * step);
        for (String name : List.of(
                "reward/mean",
                "reward/correctness",
                "reward/format",
                "accuracy",
                "kl",
                "entropy",
                "loss",
                "gradient_norm",
                "length/mean",
                "length/min",
                "length/max",
                "length/truncated",
                "clip_fraction/low",
                "clip_fraction/high",
                "staleness/mean",
                "staleness/max",
                "seconds/wait",
                "seconds/train",
                "seconds/optimizer",
                "seconds/step",
                "generator/tokens_per_second",
                "learner/tokens_per_second",
                "groups/dropped_stale",
                "groups/dropped_zero_variance",
                "learning_rate",
                "weights/payload_bytes")) {
            event.putMetrics(name, Math.abs(Math.sin(name.hashCode() + step / 4.0)) + step / 100.0);
        }
        event(StepEvent.newBuilder().setTrainingStep(event).build());
        version(WeightKind.DELTA);
    }

    public void evaluation(double accuracy) throws ExecutionException, InterruptedException {
        event(StepEvent.newBuilder()
                .setEvaluation(Evaluation.newBuilder()
                        .setVersion(step)
                        .setStep(step)
                        .putResults("accuracy", accuracy)
                        .putResults("reward", accuracy / 2)
                        .putResults("pass_at_4", Math.sqrt(accuracy))
                        .setProblems(100)
                        .setFinishedAtMs(BEGUN + 1000L * step + 500))
                .build());
    }

    public void deadLetter(String message) throws ExecutionException, InterruptedException {
        send(
                topics.deadLetters(),
                "k",
                DeadLetter.newBuilder()
                        .setTopic(topics.completions())
                        .setErrorMessage(message)
                        .setService("reward-service")
                        .setAtMs(BEGUN)
                        .build()
                        .toByteArray());
    }

    private void version(WeightKind kind) throws ExecutionException, InterruptedException {
        WeightVersion version = WeightVersion.newBuilder()
                .setVersion(step)
                .setKind(kind)
                .setBaseVersion(Math.max(0, step - 1))
                .setChunkCount(1)
                .setPayloadBytes(120_000)
                .setChangedValues(kind == WeightKind.DELTA ? 20_000 : 0)
                .setWeightsCrc32C(0xdead0000 + step)
                .setStep(step)
                .build();
        send(topics.weightVersions(), Integer.toString(step), version.toByteArray());
    }

    private void event(StepEvent event) throws ExecutionException, InterruptedException {
        send(topics.steps(), "run", event.toByteArray());
    }

    /** A record in the topic of scored groups that is none of the run's. */
    public void foreign() throws ExecutionException, InterruptedException {
        producer.send(RunHeader.NONE.record(
                        topics.scoredGroups(), null, "x", "nonsense".getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    private RecordMetadata send(String topic, String key, byte[] value)
            throws ExecutionException, InterruptedException {
        return producer.send(header.record(topic, null, key, value)).get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
