package io.kafkagrpo.generator;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.meter.KafkaMeters;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFingerprint;
import io.kafkagrpo.model.source.ModelDirectory;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.LogContext;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunGate;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rollout.InFlight;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.weights.WeightFollower;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the loop is made of, all of it from the configuration.
 *
 * @param header what the run's records bear
 * @param instanceId a stable name of this generator among the others, if it has one
 * @param rules what it can take
 * @param pace how long a decode step takes at least
 * @param inFlight what becomes of unfinished completions when there are new weights
 * @param longestStep in which there must be a token, or it is stuck
 * @param isLight whether completions are drawn without a model
 */
record GeneratorParts(
        KafkaClients clients,
        Topics topics,
        RunHeader header,
        String generatorId,
        Optional<String> instanceId,
        ModelConfig model,
        Tokenizer tokenizer,
        String device,
        ComputeType computeType,
        PromptRules rules,
        SimulatedLatency pace,
        InFlight inFlight,
        Duration longestStep,
        boolean isLight) {

    private static final String ID = "grpo.generator-id";
    /** For measurements alone, so no key of a run's configuration. */
    private static final String LIGHT = "grpo.generator-light";

    private static final List<String> DECODING_FILES =
            List.of("config.json", "tokenizer.json", "generation_config.json");

    /** Opens model and tokenizer as the configuration says, and waits for the run to begin with the same. */
    static GeneratorParts assemble(ServiceEnvironment environment) {
        RunSettings settings = environment.run();
        LogContext.run(settings.get(Keys.RUN));
        Path modelDirectory = ModelDirectory.find(
                        settings.resolve(settings.get(Keys.MODEL)).toString(),
                        settings.get(Keys.REVISION),
                        ModelHub.Progress.LOGGED)
                .path();
        ModelConfig model = ModelConfig.read(modelDirectory);
        Tokenizer tokenizer = Tokenizer.open(modelDirectory);
        tokenizer.requireFits(model);
        KafkaClients clients = Connection.of(settings, environment.bootstrapServers(), Role.GENERATOR)
                .withLogs(new RunFolder(environment.runDirectory()).kafkaLogs())
                .with(KafkaMeters.SETTINGS);
        Topics topics = new Topics(settings.get(Keys.RUN));
        boolean isLight = ServiceEnvironment.property(LIGHT).isPresent();
        if (!isLight) {
            TorchRuntime.start(settings.get(Keys.GENERATOR_THREADS));
        }
        RunStarted started = RunGate.await(clients, topics);
        refuseAnotherRun(started, settings, modelDirectory);
        Optional<String> instanceId = ServiceEnvironment.property(ID);
        return new GeneratorParts(
                clients,
                topics,
                RunHeader.of(started),
                instanceId.orElseGet(GeneratorParts::hostAndProcess),
                instanceId,
                model,
                tokenizer,
                settings.get(Keys.GENERATOR_DEVICE),
                settings.get(Keys.GENERATOR_DTYPE),
                new PromptRules(
                        settings.get(Keys.GENERATOR_SLOTS),
                        settings.get(Keys.MAX_PROMPT_TOKENS),
                        Math.min(
                                model.contextLength(),
                                settings.get(Keys.MAX_PROMPT_TOKENS) + settings.get(Keys.MAX_NEW_TOKENS)),
                        model.vocabularySize()),
                SimulatedLatency.ofMillis(settings.get(Keys.SIMULATED_TOKEN_LATENCY_MS)),
                settings.get(Keys.IN_FLIGHT),
                Duration.ofSeconds(settings.get(Keys.GENERATOR_STUCK_SECONDS)),
                isLight);
    }

    WeightThread startWeightThread(GeneratorProgress progress) {
        return WeightThread.start(
                new WeightFollower(clients, topics, header, HostWeights.allocate(WeightLayout.of(model))), progress);
    }

    PolicyModel openPolicy(HostWeights weights, long version) {
        PolicyModel policy = PolicyModel.of(model, weights, device, computeType);
        policy.replace(weights, version);
        return policy;
    }

    private static void refuseAnotherRun(RunStarted started, RunSettings settings, Path modelDirectory) {
        RunMismatch.between(started.getConfigurationMap(), settings.shared())
                .or(() -> otherModel(started, modelDirectory))
                .ifPresent(sentence -> {
                    throw new RunMismatchException(sentence);
                });
    }

    /** Prompts come as ids and weights through the log: what is left are the files that say how ids are decoded. */
    private static Optional<String> otherModel(RunStarted started, Path directory) {
        return started.getModelFileHashesCount() == 0
                ? RunMismatch.ofFile(
                        "config.json or tokenizer.json of the model directory " + directory,
                        started.getModelHash(),
                        ModelFingerprint.of(directory))
                : RunMismatch.ofFiles(
                        directory,
                        DECODING_FILES,
                        started.getModelFileHashesMap(),
                        ModelFingerprint.ofFiles(directory));
    }

    private static String hostAndProcess() {
        try {
            return InetAddress.getLocalHost().getHostName() + "-"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "generator-" + ProcessHandle.current().pid();
        }
    }
}
