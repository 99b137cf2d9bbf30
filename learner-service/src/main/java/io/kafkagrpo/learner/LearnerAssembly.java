package io.kafkagrpo.learner;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.data.DataFromSettings;
import io.kafkagrpo.data.TemplatePrompts;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.learner.intake.PromptFeeder;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.source.ModelDirectory;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;

/** Opens model, tokenizer and data as the configuration says. */
public final class LearnerAssembly {
    private LearnerAssembly() {}

    /** @param role whose credentials are used: a learner that only recomputes a run needs no more than to read it */
    public static LearnerParts assemble(ServiceEnvironment environment, Role role) {
        RunSettings settings = environment.run();
        Path modelDirectory = ModelDirectory.find(
                        settings.resolve(settings.get(Keys.MODEL)).toString(),
                        settings.get(Keys.REVISION),
                        ModelHub.Progress.LOGGED)
                .path();
        ModelConfig model = ModelConfig.read(modelDirectory);
        Tokenizer tokenizer = Tokenizer.open(modelDirectory);
        tokenizer.requireFits(model);
        TorchRuntime torch = TorchRuntime.start(settings.get(Keys.LEARNER_THREADS));
        PromptFeeder feeder = new PromptFeeder(
                settings,
                DataFromSettings.training(settings),
                DataFromSettings.heldOut(settings).head(settings.get(Keys.EVALUATION_LIMIT)),
                TemplatePrompts.renderer(settings, modelDirectory),
                tokenizer);
        return new LearnerParts(
                settings,
                Connection.of(settings, environment.bootstrapServers(), role),
                new Topics(settings.get(Keys.RUN)),
                modelDirectory,
                model,
                feeder,
                environment.runDirectory(),
                torch);
    }
}
