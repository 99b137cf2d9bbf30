package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo pretrain}. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a small model by supervision: the built-in one, mini, or one for countdown.",
            "",
            "It is a decoder of 0.8 million parameters that writes the answer format for",
            "word problems with one sum or difference (arithmetic), or for expressions of",
            "three numbers that reach a target (countdown).",
            "",
            "First it imitates a clean teacher until it can calculate. Then it imitates a",
            "careless one, who often takes the wrong operations, for the few steps until at",
            "most 32 %% of held-out problems are right. So GRPO undoes a habit here; it does",
            "not teach arithmetic.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo pretrain --out /tmp/mini               config/models/mini again",
            "  grpo pretrain --out /tmp/mini-2 --seed 2    another one",
            "  grpo train arithmetic --set model=/tmp/mini-2",
            "  grpo pretrain --task countdown --out /tmp/countdown",
            "  grpo train countdown --set model=/tmp/countdown",
            "",
            "One thread and the same seed give the same file, on the same kind of processor.",
            "What the clean teacher gave is kept in DIR.clean; a call with the same options",
            "that was interrupted later goes on from there."
        })
public final class PretrainCommand implements Callable<Integer> {

    /** The built-in model is right in some held-out problems, for reinforcement to find, but in few. */
    private static final double LEAST_ACCURACY = 0.20;

    private static final double MOST_ACCURACY = 0.32;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the model is written: a new folder, or an empty one.")
    private Path out = Path.of("");

    @Option(
            names = "--task",
            paramLabel = "NAME",
            defaultValue = "arithmetic",
            converter = PretrainTask.Converter.class,
            description = "What it is made for: arithmetic or countdown (default: ${DEFAULT-VALUE}).")
    private PretrainTask task = PretrainTask.ARITHMETIC;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of first weights, order of problems and careless mistakes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps with the clean teacher (default: 2000 for arithmetic, 900 for countdown).")
    private @Nullable Integer givenSteps;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of the engine (default: ${DEFAULT-VALUE}, which gives equal files).")
    private int threads;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        refuseImpossible();
        TorchRuntime.start(threads);
        PretrainFiles.write(clean(), task.tokens());
        PretrainFiles.write(out, task.tokens());
        ModelConfig config = ModelConfig.read(out);
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        PretrainProgress progress = new PretrainProgress(screen);
        PretrainTexts texts = new PretrainTexts(task.tokens());
        try (HostWeights weights = PretrainWeights.random(WeightLayout.of(config), seed);
                PretrainEvaluation evaluation = new PretrainEvaluation(task, config, weights, texts)) {
            Pretraining training = new Pretraining(config, texts, evaluation, progress);
            learnCleanly(training, config, weights, screen);
            double accuracy = training.run(task.careless(seed, MOST_ACCURACY), weights);
            screen.settle();
            if (!(accuracy >= LEAST_ACCURACY && accuracy <= MOST_ACCURACY)) {
                throw new CommandFailure(
                        ExitCode.MODEL,
                        String.format(
                                Locale.ROOT,
                                "The model ended with %.1f %% of held-out problems right, not with 20 to 32 %%; try"
                                        + " another --seed or more --steps.",
                                100 * accuracy));
            }
            ModelWriter.save(out, out, weights);
            screen.line(String.format(
                    Locale.ROOT,
                    "%s: %.1f %% of held-out problems right.",
                    out.resolve("model.safetensors"),
                    100 * accuracy));
        }
        return 0;
    }

    private void learnCleanly(Pretraining training, ModelConfig config, HostWeights weights, Screen screen)
            throws IOException {
        PretrainPhase phase = task.clean(steps(), seed);
        String origin = "seed %d, %s, threads %d%n".formatted(seed, phase.description(), threads);
        Path note = clean().resolve("pretrain.txt");
        if (Files.exists(note)) {
            if (!Files.readString(note).equals(origin)) {
                throw new CommandFailure(
                        ExitCode.MODEL,
                        "%s holds a model of other options (%s); remove it or choose another --out."
                                .formatted(clean(), Files.readString(note).strip()));
            }
            try (HostWeights saved = HostWeights.read(clean(), config)) {
                weights.segment().copyFrom(saved.segment());
            }
            screen.line("Going on from " + clean() + ".");
            return;
        }
        training.run(phase, weights);
        ModelWriter.save(clean(), out, weights);
        Files.writeString(note, origin);
    }

    private int steps() {
        return givenSteps == null ? task.usualSteps() : givenSteps;
    }

    private Path clean() {
        return out.resolveSibling(out.getFileName() + ".clean");
    }

    private void refuseImpossible() {
        if (steps() < 1 || threads < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--steps and --threads are at least 1, not %d and %d.".formatted(steps(), threads));
        }
        if (Files.exists(out.resolve("model.safetensors"))) {
            throw new CommandFailure(
                    ExitCode.USAGE, "%s already holds a model; choose another --out or remove it.".formatted(out));
        }
    }
}
