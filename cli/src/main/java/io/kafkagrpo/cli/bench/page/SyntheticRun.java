package io.kafkagrpo.cli.bench.page;

import io.kafkagrpo.cli.bench.log.SyntheticLog;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.GroupStatistics;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
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
import io.kafkagrpo.settings.RunSettings;
import java.util.List;
import java.util.SplittableRandom;

/** The records that the page reads of a run, as its services would write them, with random figures and texts. */
final class SyntheticRun {
    static final int MEMBERS = 4;
    static final int TOKENS = 120;
    private static final int PARTITIONS = 4;
    private static final int LARGEST = 1 << 20;
    private static final long STEP_MS = 20_000;
    private static final List<String> METRICS = List.of(
            "reward/mean",
            "reward/std",
            "reward/correctness",
            "reward/format",
            "accuracy",
            "loss",
            "kl",
            "entropy",
            "ratio/mean",
            "ratio/max",
            "clip_fraction/low",
            "clip_fraction/high",
            "gradient_norm",
            "learning_rate",
            "length/mean",
            "length/min",
            "length/max",
            "length/truncated",
            "staleness/mean",
            "staleness/max",
            "groups/zero_variance",
            "groups/dropped_zero_variance",
            "seconds/wait",
            "seconds/train",
            "seconds/optimizer",
            "seconds/publish",
            "seconds/step",
            "generator/tokens_per_second",
            "learner/tokens_per_second",
            "weights/payload_bytes",
            "memory/resident_bytes");

    private final Topics topics;
    private final SyntheticLog log;
    private final long begun;
    private final SplittableRandom random = new SplittableRandom(7);
    private final int[] offsets = new int[PARTITIONS];
    private int groups;

    private SyntheticRun(Topics topics, SyntheticLog log, long begun) {
        this.topics = topics;
        this.log = log;
        this.begun = begun;
    }

    /** Creates the topics and writes the whole run: so many steps, each of so many groups and one that it drops. */
    static void write(KafkaClients clients, RunSettings settings, String run, int steps, int groups, Screen screen)
            throws InterruptedException {
        Topics topics = new Topics(run);
        long begun = System.currentTimeMillis() - steps * STEP_MS;
        try (SyntheticLog log = SyntheticLog.begin(clients, topics, settings, PARTITIONS, LARGEST, begun)) {
            SyntheticRun synthetic = new SyntheticRun(topics, log, begun);
            synthetic.version(0, WeightKind.FULL);
            for (int step = 1; step <= steps; step++) {
                synthetic.step(step, groups);
                screen.status("wrote %d of %d steps".formatted(step, steps));
            }
        }
        screen.clear();
    }

    private void step(int step, int used) {
        TrainingStep.Builder event = TrainingStep.newBuilder()
                .setStep(step)
                .setVersionIn(step - 1)
                .setVersionOut(step)
                .setFinishedAtMs(begun + step * STEP_MS)
                .putHyperParameters("learning_rate", 3e-4);
        for (int group = 0; group < used; group++) {
            event.addUsed(group(step));
        }
        event.addDropped(DroppedGroups.of(group(step), DropReason.ZERO_VARIANCE, DropReason.ZERO_VARIANCE.words()));
        METRICS.forEach(name -> event.putMetrics(name, random.nextDouble()));
        log.event(StepEvent.newBuilder().setTrainingStep(event).build());
        version(step, WeightKind.DELTA);
    }

    private GroupReference group(int step) {
        GroupId id = GroupId.train(0, groups);
        int partition = groups % PARTITIONS;
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(id.toString())
                .setPurpose(id.purpose())
                .setProblemId("problem-" + groups)
                .setQuestion("How many apples are left of %d after %d were eaten?".formatted(groups, step))
                .setReferenceAnswer(Integer.toString(groups - step))
                .addPromptTokenIds(3)
                .setGroupSize(MEMBERS)
                .setSampling(SamplingParameters.newBuilder().setTemperature(1).setMaxNewTokens(TOKENS))
                .setMinVersion(step - 1)
                .build();
        groups++;
        log.send(topics.prompts(), partition, id.toString(), prompt);
        ScoredGroup.Builder scored = ScoredGroup.newBuilder()
                .setPrompt(prompt)
                .setComplete(Complete.getDefaultInstance())
                .setStatistics(GroupStatistics.newBuilder()
                        .setMean(random.nextDouble())
                        .setStd(random.nextDouble())
                        .setScored(MEMBERS))
                .setClosedAtMs(begun + step * STEP_MS - 1000);
        for (int index = 0; index < MEMBERS; index++) {
            scored.addCompletions(completion(step, index));
        }
        log.send(topics.scoredGroups(), partition, id.toString(), scored.build());
        return GroupReference.newBuilder()
                .setGroupId(id.toString())
                .setPartition(partition)
                .setOffset(offsets[partition]++)
                .build();
    }

    private ScoredCompletion completion(int step, int index) {
        Finished.Builder finished = Finished.newBuilder()
                .setFinishReason(FinishReason.STOP)
                .addVersions(VersionRun.newBuilder().setVersion(step - 1));
        StringBuilder text = new StringBuilder("<reasoning>");
        for (int token = 0; token < TOKENS; token++) {
            int id = random.nextInt(3, 5000);
            finished.addTokenIds(id).addBehaviourLogProbabilities((float) -random.nextDouble(4));
            text.append('w').append(id).append(' ');
        }
        double reward = random.nextDouble();
        long end = begun + step * STEP_MS - 2000 - random.nextInt(3000);
        return ScoredCompletion.newBuilder()
                .setIndex(index)
                .setFinished(finished.setText(text.append("</reasoning><answer>%d</answer>".formatted(index))
                        .toString()))
                .setGeneratorId("generator-" + random.nextInt(4))
                .setStartedAtMs(end - 4000)
                .setFinishedAtMs(end)
                .addRewards(RewardValue.newBuilder()
                        .setFunction("correctness")
                        .setWeight(1)
                        .setValue(reward))
                .setTotal(reward)
                .setAdvantage(reward - 0.5)
                .setCorrect(reward > 0.5)
                .build();
    }

    private void version(int version, WeightKind kind) {
        log.send(
                topics.weightVersions(),
                0,
                Integer.toString(version),
                WeightVersion.newBuilder()
                        .setVersion(version)
                        .setKind(kind)
                        .setBaseVersion(Math.max(0, version - 1))
                        .setPayloadBytes(120_000)
                        .setChunkCount(1)
                        .setStep(version)
                        .build());
    }
}
