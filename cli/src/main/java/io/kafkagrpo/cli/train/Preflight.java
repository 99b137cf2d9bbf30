package io.kafkagrpo.cli.train;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.BrokerPorts;
import io.kafkagrpo.broker.FreePort;
import io.kafkagrpo.cli.argument.Prompts;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.data.DataFromSettings;
import io.kafkagrpo.data.table.Quoted;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.model.weights.WeightFiles;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.retention.KeepRoom;
import io.kafkagrpo.retention.KeepWords;
import io.kafkagrpo.settings.EvaluationFromSettings;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.OptimizerKeys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.reward.RewardSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Checks everything about a run that can be known before it. */
public final class Preflight {
    /** What a finding that asks for attention begins with. */
    public static final String NOTE = "note: ";

    /** Published as bf16. */
    private static final long BYTES_PER_WEIGHT = 2;

    /** Of the command with its broker, and one of each service. */
    private static final double JAVA_GIGABYTES = 1.5;

    private static final double JAVA_GIGABYTES_PER_GENERATOR = 0.4;

    private final RunSettings settings;
    private final List<String> findings = new ArrayList<>();

    private Preflight(RunSettings settings) {
        this.settings = settings;
    }

    /**
     * Checks rewards, data, model, prompts and port.
     *
     * @return what was found, a line each, for people
     * @throws RuntimeException with one sentence about the first thing that is wrong
     */
    public static List<String> check(RunSettings settings) {
        try (RewardSet rewards = settings.configuredRewards().open()) {
            return check(settings, rewards);
        }
    }

    private static List<String> check(RunSettings settings, RewardSet rewards) {
        Preflight preflight = new Preflight(settings);
        EvaluationFromSettings.check(settings);
        preflight.checkSchedule();
        preflight.checkPort();
        KeepRoom.refuseTooLittle(settings, 0);
        KeepWords.of(settings).forEach(sentence -> preflight.findings.add(NOTE + sentence));
        Stream.of(Role.READER, Role.LEARNER, Role.GENERATOR, Role.REWARD)
                .forEach(role -> Connection.security(settings, role));
        Dataset train = DataFromSettings.training(settings);
        Dataset heldOut = DataFromSettings.heldOut(settings);
        preflight.findings.add("data: %d problems to train on (%s), %d held out (%s)"
                .formatted(train.size(), train.name(), heldOut.size(), heldOut.name()));
        preflight.tellReading("to train on", train);
        preflight.tellReading("held out", heldOut);
        RewardCheck.note(rewards, train).ifPresent(preflight.findings::add);
        preflight.checkModel(train, heldOut);
        return preflight.findings;
    }

    /** How a file was understood: what its reader took for the reference answer decides what is rewarded. */
    private void tellReading(String part, Dataset data) {
        if (!Dataset.isBuiltIn(data.name())) {
            Problem first = data.problems().getFirst();
            findings.add("data %s: %s; the first: %s -> %s"
                    .formatted(
                            part,
                            data.origin(),
                            Quoted.shortened(first.question()),
                            Quoted.shortened(first.referenceAnswer())));
        }
    }

    private void checkSchedule() {
        int warmup = settings.get(OptimizerKeys.WARMUP_STEPS);
        int steps = settings.get(Keys.STEPS);
        if (warmup > steps) {
            throw new SettingsException(
                    "%s: the value '%d' of optimizer.warmup-steps exceeds steps, which is %d; set one of them."
                            .formatted(settings.file(), warmup, steps));
        }
    }

    private void checkPort() {
        int port = settings.get(Keys.KAFKA_PORT);
        boolean ours = settings.find(Keys.BOOTSTRAP_SERVERS).isEmpty();
        if (ours && port != 0 && !FreePort.isFree(port)) {
            throw new CommandFailure(ExitCode.PORT, BrokerPorts.taken(port));
        }
    }

    private void checkModel(Dataset train, Dataset heldOut) {
        Path directory = settings.resolve(settings.get(Keys.MODEL));
        if (!Files.isDirectory(directory) && ModelHub.isId(settings.get(Keys.MODEL))) {
            findings.add("model: %s of the hub, which train downloads; it was not looked at"
                    .formatted(settings.get(Keys.MODEL)));
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new ModelFormatException(
                    "There is no model directory %s (the value of model, taken as it is or relative to %s)."
                            .formatted(
                                    settings.get(Keys.MODEL),
                                    settings.file().toAbsolutePath().normalize().getParent()));
        }
        ModelConfig config = ModelConfig.read(directory);
        WeightLayout layout = WeightLayout.of(config);
        KeepRoom.refuseTooLittle(settings, BYTES_PER_WEIGHT * layout.valueCount());
        try (WeightFiles _ = WeightFiles.open(directory, layout);
                Tokenizer tokenizer = Tokenizer.open(directory)) {
            tokenizer.requireFits(config);
            findings.add(String.format(
                    Locale.ROOT,
                    "model: %s, %s, %.1f million parameters, context %d",
                    directory.toAbsolutePath().normalize(),
                    config.modelType(),
                    layout.valueCount() / 1e6,
                    config.contextLength()));
            Prompts prompts = Prompts.of(settings, directory, tokenizer);
            findings.addAll(new PromptCheck(settings, prompts, config.contextLength()).check(train, heldOut));
        }
        findings.add(memory(layout.valueCount(), settings.get(Keys.GENERATORS)));
    }

    /**
     * Master weights and two moments in float32 and the computing copy; activations and the KV cache come on top.
     */
    private static String memory(long parameters, int generators) {
        double gigabytes = parameters / 1e9;
        return String.format(
                Locale.ROOT,
                "memory: about %.2f GB for the learner's weights and optimizer and %.2f GB for %s weights, besides"
                        + " activations, caches and %.1f GB of Java",
                16 * gigabytes,
                6 * gigabytes * generators,
                generators == 1 ? "a generator's" : generators + " generators'",
                JAVA_GIGABYTES + JAVA_GIGABYTES_PER_GENERATOR * (generators - 1));
    }
}
