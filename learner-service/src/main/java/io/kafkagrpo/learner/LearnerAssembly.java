package io.kafkagrpo.learner;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.data.DataFromSettings;
import io.kafkagrpo.data.TemplatePrompts;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.learner.intake.PromptFeeder;
import io.kafkagrpo.meter.KafkaMeters;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.source.ModelDirectory;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.process.LogContext;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Opens model, tokenizer and data as the configuration says. */
public final class LearnerAssembly {
    private LearnerAssembly() {}

    /** What trains a run. */
    public static LearnerParts assemble(ServiceEnvironment environment) {
        RunSettings settings = environment.run();
        Path modelDirectory = findModel(settings);
        ModelConfig model = ModelConfig.read(modelDirectory);
        Tokenizer tokenizer = Tokenizer.open(modelDirectory);
        tokenizer.requireFits(model);
        PromptFeeder feeder = new PromptFeeder(
                settings,
                DataFromSettings.training(settings),
                DataFromSettings.heldOut(settings).head(settings.get(Keys.EVALUATION_LIMIT)),
                TemplatePrompts.renderer(settings, modelDirectory),
                tokenizer);
        return parts(environment, Role.LEARNER, modelDirectory, model, () -> feeder);
    }

    /**
     * What recomputes a run: its log has all samples, and its first weights too as long as there is room, so that
     * neither data nor tokenizer nor weights need be at hand, only the model's config.json. It reads Kafka and
     * writes nothing.
     */
    public static LearnerParts assembleReplay(ServiceEnvironment environment) {
        RunSettings settings = environment.run();
        Path local = settings.resolve(settings.get(Keys.MODEL));
        Path modelDirectory = Files.isDirectory(local) ? local : findModel(settings);
        return parts(environment, Role.READER, modelDirectory, ModelConfig.read(modelDirectory), () -> {
            throw new IllegalStateException("A replay asks no prompts.");
        });
    }

    private static Path findModel(RunSettings settings) {
        return ModelDirectory.find(
                        settings.resolve(settings.get(Keys.MODEL)).toString(),
                        settings.get(Keys.REVISION),
                        ModelHub.Progress.LOGGED)
                .path();
    }

    private static LearnerParts parts(
            ServiceEnvironment environment,
            Role role,
            Path modelDirectory,
            ModelConfig model,
            Supplier<PromptFeeder> prompts) {
        RunSettings settings = environment.run();
        LogContext.run(settings.get(Keys.RUN));
        return new LearnerParts(
                settings,
                Connection.of(settings, environment.bootstrapServers(), role)
                        .withLogs(new RunFolder(environment.runDirectory()).kafkaLogs())
                        .with(KafkaMeters.SETTINGS),
                new Topics(settings.get(Keys.RUN)),
                modelDirectory,
                model,
                prompts,
                environment.runDirectory(),
                TorchRuntime.start(settings.get(Keys.LEARNER_THREADS)));
    }
}
