package io.kafkagrpo.learner;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.Arithmetic;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.engine.train.TrainingMemory;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.learner.files.BestModel;
import io.kafkagrpo.learner.files.Checkpoints;
import io.kafkagrpo.learner.files.EvaluatedWeights;
import io.kafkagrpo.learner.intake.BatchRule;
import io.kafkagrpo.learner.intake.FailureStreak;
import io.kafkagrpo.learner.intake.InTimeForAll;
import io.kafkagrpo.learner.intake.PromptFeeder;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.intake.RefillLimit;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.step.ReferenceModel;
import io.kafkagrpo.learner.step.StepAdvantages;
import io.kafkagrpo.learner.step.StepTrainer;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.learner.step.TrainingBatch;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFingerprint;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.FolderClaim;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Numerics;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveFromSettings;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.OptimizerKeys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loop is made of, all of it from the configuration.
 *
 * @param modelDirectory the initial model; tokenizer and configuration of every later one
 * @param prompts what makes prompts; a replay has none
 * @param runDirectory where checkpoints and the trained model go
 */
public record LearnerParts(
        RunSettings settings,
        KafkaClients clients,
        Topics topics,
        Path modelDirectory,
        ModelConfig model,
        Supplier<PromptFeeder> prompts,
        Path runDirectory,
        TorchRuntime torch) {

    private static final Logger LOG = LoggerFactory.getLogger(LearnerParts.class);
    private static final int SHORTEST_TRANSACTION_TIMEOUT_MS = 60_000;
    private static final int LONGEST_TRANSACTION_TIMEOUT_MS = 15 * 60_000;
    private static final long SLOWEST_BYTES_PER_MS = 5_000;

    PromptFeeder feeder() {
        return prompts.get();
    }

    int groupsPerStep() {
        return settings.get(Keys.GROUPS_PER_STEP);
    }

    int maxStaleness() {
        return settings.get(Keys.MAX_STALENESS);
    }

    long steps() {
        return settings.get(Keys.STEPS);
    }

    int evaluateEvery() {
        return settings.get(Keys.EVALUATION_EVERY);
    }

    int evaluationSamples() {
        return settings.get(Keys.EVALUATION_SAMPLES);
    }

    int fullSnapshotEvery() {
        return settings.get(Keys.FULL_SNAPSHOT_EVERY);
    }

    int checkpointEvery() {
        return settings.get(Keys.CHECKPOINT_EVERY);
    }

    /** @throws io.kafkagrpo.process.RunMismatchException if another run has its state there */
    void refuseFolderOfAnotherRun() {
        FolderClaim.refuseOther(new RunFolder(runDirectory), topics.run());
    }

    /** Says in the run's folder whose it is. */
    void claimFolder() {
        FolderClaim.make(new RunFolder(runDirectory), topics.run(), settings);
    }

    /** Where the model that the run began with is kept, in Hugging Face layout. */
    Path initialModelTarget() {
        return new RunFolder(runDirectory).initialModel();
    }

    /** Where the trained model is written, in Hugging Face layout. */
    Path modelTarget() {
        return new RunFolder(runDirectory).model();
    }

    /** What the run begins with where it is a fork. */
    ForkFolder fork() {
        return new ForkFolder(new RunFolder(runDirectory).fork());
    }

    EvaluatedWeights evaluatedWeights(WeightLayout layout) {
        return settings.get(Keys.EVALUATION_KEEP_BEST)
                ? new BestModel(new RunFolder(runDirectory), modelDirectory, layout)
                : EvaluatedWeights.NOT_KEPT;
    }

    Checkpoints checkpoints() {
        return new Checkpoints(
                new RunFolder(runDirectory).checkpoints(topics.run()), settings.get(Keys.CHECKPOINTS_KEPT));
    }

    GroupFilter groupFilter() {
        return ObjectiveFromSettings.groupFilter(settings);
    }

    RefillLimit refillLimit() {
        return new RefillLimit(settings.get(Keys.ZERO_VARIANCE_LIMIT), groupsPerStep());
    }

    FailureStreak failureStreak(FailureStreak.Watcher watcher) {
        return new FailureStreak(settings.get(Keys.FAILED_GROUPS_LIMIT), groupsPerStep(), watcher);
    }

    BatchRule batchRule(RunHistory history, InTimeForAll.Watcher watcher) {
        return switch (settings.get(Keys.STALE_GROUPS)) {
            case DROP -> new BatchRule.FirstArrived();
            case WAIT ->
                new InTimeForAll(
                        maxStaleness(),
                        Duration.ofSeconds(settings.get(Keys.STALE_GROUPS_TIMEOUT_SECONDS)),
                        history.undecided(),
                        watcher,
                        System::nanoTime);
        };
    }

    /** The samples that these groups give a step with this input version; the same when the step is redone. */
    TrainingBatch batch(List<ReceivedGroup> groups, long versionIn) {
        return TrainingBatch.of(
                groups, versionIn, StepAdvantages.from(settings), ObjectiveFromSettings.overlong(settings));
    }

    HostWeights readInitialWeights() {
        return HostWeights.read(modelDirectory, model);
    }

    /** Long enough to send a snapshot over a slow link, and no longer than a broker allows. */
    int transactionTimeoutMs(long snapshotBytes) {
        long needed = SHORTEST_TRANSACTION_TIMEOUT_MS + snapshotBytes / SLOWEST_BYTES_PER_MS;
        return (int) Math.min(LONGEST_TRANSACTION_TIMEOUT_MS, needed);
    }

    Trainer openTrainer(HostWeights initial) {
        ObjectiveSettings objective = ObjectiveFromSettings.objective(settings);
        ComputeType type = settings.get(Keys.LEARNER_DTYPE);
        int budget = settings.get(Keys.MICRO_BATCH_TOKENS);
        TrainingOptions options = new TrainingOptions(
                settings.get(Keys.LEARNER_DEVICES),
                type,
                budget,
                settings.get(Keys.RECOMPUTE) ? Activations.RECOMPUTE : Activations.KEEP,
                optimizer());
        TrainingMemory memory = TrainingMemory.of(model, options);
        LOG.info(
                "Training takes about {} MiB on {}: {} for weights, gradients and optimizer, {} for a micro-batch of {} tokens",
                memory.totalBytes() >> 20,
                options.devices().getFirst(),
                memory.stateBytes() >> 20,
                memory.activationBytes() >> 20,
                budget);
        TrainingEngine engine = new TrainingEngine(model, initial, options);
        ReferenceModel reference = objective.needsReference()
                ? new ReferenceModel(
                        PolicyModel.of(
                                model,
                                initial,
                                settings.get(Keys.LEARNER_DEVICES).getFirst(),
                                type),
                        initial,
                        budget,
                        settings.get(ObjectiveKeys.REFERENCE_EVERY),
                        settings.get(ObjectiveKeys.REFERENCE_MIX))
                : null;
        return new StepTrainer(
                engine,
                objective,
                ObjectiveFromSettings.schedule(settings),
                settings.get(ObjectiveKeys.UPDATES_PER_BATCH),
                settings.get(OptimizerKeys.GRADIENT_CLIP),
                settings.get(Keys.TEMPERATURE),
                reference);
    }

    private OptimizerSettings optimizer() {
        return new OptimizerSettings(
                settings.get(OptimizerKeys.BETA1),
                settings.get(OptimizerKeys.BETA2),
                settings.get(OptimizerKeys.ADAM_EPSILON),
                settings.get(OptimizerKeys.WEIGHT_DECAY),
                switch (settings.get(OptimizerKeys.NAME)) {
                    case ADAMW -> new OptimizerSettings.ByAdamw();
                    case MUON -> new OptimizerSettings.ByMuon(settings.get(OptimizerKeys.MOMENTUM));
                });
    }

    RunStarted runStarted(HostWeights initial) {
        return RunStarted.newBuilder()
                .setRunId(topics.run())
                .putAllConfiguration(settings.shared())
                .setModelHash(ModelFingerprint.of(modelDirectory))
                .setInitialWeightsSha256(initial.sha256())
                .setTrainingDataHash(feeder().trainingDataHash())
                .setEvaluationDataHash(feeder().evaluationDataHash())
                .putAllModelFileHashes(ModelFingerprint.ofFiles(modelDirectory))
                .setNumerics(numerics())
                .setStartedAtMs(System.currentTimeMillis())
                .build();
    }

    Numerics numerics() {
        return Numerics.newBuilder()
                .setThreads(torch.threads())
                .addAllDevices(settings.get(Keys.LEARNER_DEVICES))
                .setDtype(settings.text(Keys.LEARNER_DTYPE))
                .setLibtorch(torch.libtorchVersion())
                .setEngine(Arithmetic.NUMBER)
                .build();
    }

    Map<String, Double> hyperParameters(long step) {
        Map<String, Double> inForce = new TreeMap<>();
        inForce.put("learning-rate", ObjectiveFromSettings.schedule(settings).at(step));
        for (var key : List.of(
                ObjectiveKeys.CLIP_LOW,
                ObjectiveKeys.CLIP_HIGH,
                ObjectiveKeys.KL_COEFFICIENT,
                Keys.TEMPERATURE,
                OptimizerKeys.GRADIENT_CLIP,
                OptimizerKeys.WEIGHT_DECAY)) {
            inForce.put(key.name(), settings.get(key));
        }
        inForce.put(ObjectiveKeys.UPDATES_PER_BATCH.name(), (double) settings.get(ObjectiveKeys.UPDATES_PER_BATCH));
        return inForce;
    }
}
