package io.kafkagrpo.learner;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.learner.intake.PromptFeeder;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.source.ModelDirectory;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.model.text.ChatTemplate;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.prompt.PromptStyle;
import java.nio.file.Path;
import java.util.Map;

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
                data(settings, settings.get(Keys.DATA_TRAIN), Split.TRAIN),
                data(settings, settings.find(Keys.DATA_EVALUATE).orElse(settings.get(Keys.DATA_TRAIN)), Split.HELD_OUT)
                        .head(settings.get(Keys.EVALUATION_LIMIT)),
                renderer(settings, modelDirectory),
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

    private static Dataset data(RunSettings settings, String spec, Split split) {
        return Dataset.open(settings.resolve(spec).toString(), split);
    }

    private static PromptRenderer renderer(RunSettings settings, Path modelDirectory) {
        PromptStyle style = settings.get(Keys.PROMPT_STYLE).equals("join")
                ? new PromptStyle.JoinedContents()
                : chatStyle(modelDirectory);
        return new PromptRenderer(
                style,
                settings.find(Keys.PROMPT_SYSTEM).orElse(PromptRenderer.TUTORIAL_SYSTEM_PROMPT),
                settings.get(Keys.PROMPT_QUESTION));
    }

    private static PromptStyle chatStyle(Path modelDirectory) {
        ChatTemplate template = ChatTemplate.open(modelDirectory);
        return new PromptStyle.ChatTemplate(messages -> template.render(
                messages.stream().map(LearnerAssembly::asMap).toList(), Map.of("add_generation_prompt", true)));
    }

    private static Map<String, Object> asMap(Message message) {
        return Map.of("role", message.role(), "content", message.content());
    }
}
