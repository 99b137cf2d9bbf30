package io.kafkagrpo.cli.infer;

import io.kafkagrpo.cli.argument.ConfigCatalog;
import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.LoadedModel;
import io.kafkagrpo.cli.argument.Prompts;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.data.DataFromSettings;
import io.kafkagrpo.data.DataShape;
import io.kafkagrpo.data.DataSource;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.settings.EvaluationFromSettings;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.PromptsFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo eval}. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a model the problems of a data set and counts what is right.",
            "",
            "Prompts, data columns, rewards, stop strings and matching are those of --config. Without it a prompt is"
                    + " the question with the system message that asks for <reasoning> and <answer>, by the model's chat"
                    + " template; for a model without template it is the question alone.",
            "",
            "In containers the environment names the run (GRPO_CONFIG, GRPO_SET, GRPO_RUN_DIR): there it is the run's"
                    + " trained model on the run's held-out problems where nothing else is said.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo eval config/models/mini --data arithmetic",
            "  grpo eval runs/arithmetic --data arithmetic --limit 500",
            "  grpo eval Qwen/Qwen2.5-0.5B-Instruct --data gsm8k/test.jsonl --max-new-tokens 400",
            "  grpo eval PATH/minimind2-small-qwen2 --data addition --config addition-minimind2"
        })
public final class EvalCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A model directory, a run-dir (its trained model), or OWNER/NAME of the hub (default:"
                    + " GRPO_RUN_DIR of the environment).")
    private @Nullable String model;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "A data file, a data set of the hub (OWNER/NAME or OWNER/NAME:SPLIT), or the name of built-in"
                            + " problems, of which the held-out ones are taken (default: the configuration's held-out problems).")
    private @Nullable String data;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "200",
            description = "Problems at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--temperature", paramLabel = "T", description = "0, the default, is greedy.")
    private @Nullable Double temperature;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Tokens of an answer at most (default: 256).")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--config",
            paramLabel = "CONFIG",
            description = "A name under config/ or a file, for prompts, rewards and matching (default: GRPO_CONFIG of"
                    + " the environment); keys in GRPO_SET change it.")
    private @Nullable String config;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of the sampling, where there is a temperature.")
    private long seed;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "32",
            description = "Answers written at a time (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What a configuration decides, or stands in for it. */
    private record Manner(
            Sampling sampling,
            int longestPrompt,
            RewardSet rewards,
            AnswerCheck check,
            @Nullable RunSettings settings) {}

    @Override
    public Integer call() {
        if (limit < 1 || slots < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit and --slots are whole numbers of at least 1.");
        }
        String named = model();
        Manner manner = manner();
        Dataset problems = problems(manner.settings()).head(limit);
        EvaluationTally tally = new EvaluationTally(manner.check(), manner.rewards());
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        int longest = manner.longestPrompt() + manner.sampling().maxNewTokens();
        try (RewardSet _ = manner.rewards();
                LoadedModel loaded = engine.open(named, screen);
                GenerationEngine generator = loaded.generator(Math.min(slots, problems.size()), longest)) {
            evaluate(loaded, generator, manner, problems, tally, screen);
        }
        screen.clear();
        tally.lines().forEach(screen::line);
        return 0;
    }

    private void evaluate(
            LoadedModel loaded,
            GenerationEngine generator,
            Manner manner,
            Dataset problems,
            EvaluationTally tally,
            Screen screen) {
        Prompts prompts = manner.settings() == null
                ? Prompts.suiting(loaded.directory(), loaded.tokenizer(), PromptRenderer.TUTORIAL_SYSTEM_PROMPT)
                : Prompts.of(manner.settings(), loaded.directory(), loaded.tokenizer());
        List<String> stop =
                manner.settings() == null ? List.of() : PromptsFromSettings.stopOfEvaluation(manner.settings());
        new HeldOutEvaluation(loaded.tokenizer(), prompts, manner.sampling(), stop, problems, seed)
                .take(generator, tally, () -> screen.status(tally.progress(problems.size())));
    }

    private String model() {
        if (model != null) {
            return model;
        }
        Path folder = ServiceEnvironment.property("grpo.run-dir").map(Path::of).orElseThrow(() -> missing("MODEL"));
        if (!Files.isDirectory(new RunFolder(folder).model())) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The run in %s has no trained model yet; it is written when the run has finished."
                            .formatted(folder));
        }
        return folder.toString();
    }

    private Dataset problems(@Nullable RunSettings settings) {
        if (data != null) {
            DataShape shape = settings == null ? DataShape.USUAL : DataFromSettings.shape(settings);
            return DataSource.open(data, Split.HELD_OUT, shape);
        }
        if (settings == null) {
            throw missing("--data=FILE");
        }
        return DataFromSettings.heldOut(settings);
    }

    private ParameterException missing(String parameter) {
        return new ParameterException(spec.commandLine(), "Missing required parameter: '%s'".formatted(parameter));
    }

    private Manner manner() {
        String named =
                config == null ? ServiceEnvironment.property("grpo.config").orElse(null) : config;
        if (named == null) {
            return new Manner(
                    sampling(0, 256),
                    2048,
                    RewardSet.of(EvaluationTally.tutorialRewards(), RewardRegistry.standard()),
                    AnswerCheck.of(EvaluationMatch.ANSWER_TAG),
                    null);
        }
        RunSettings settings = RunSettings.load(
                new ConfigCatalog(Installation.ofThisProcess().configFolder()).find(named),
                ServiceEnvironment.changes());
        return new Manner(
                sampling(settings.get(Keys.EVALUATION_TEMPERATURE), settings.get(Keys.MAX_NEW_TOKENS)),
                settings.get(Keys.MAX_PROMPT_TOKENS),
                settings.configuredRewards().open(),
                EvaluationFromSettings.check(settings),
                settings);
    }

    private Sampling sampling(double usualTemperature, int usualLength) {
        try {
            return Sampling.untruncated(
                    temperature == null ? usualTemperature : temperature,
                    maxNewTokens == null ? usualLength : maxNewTokens);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
