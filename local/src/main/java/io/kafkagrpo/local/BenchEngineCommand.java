package io.kafkagrpo.local;

import io.kafkagrpo.model.Activations;
import io.kafkagrpo.model.ComputeType;
import io.kafkagrpo.model.HostWeights;
import io.kafkagrpo.model.MachineCeilings;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.TorchRuntime;
import io.kafkagrpo.settings.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo bench engine}. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the policy engine on this machine, and what the machine itself can do.",
            "",
            "Prints a Markdown table: prompt reading, decoding at each batch size (medians of steps at temperature 1), a whole batch, and a training step, with the share of the limit that each reaches. The limit of a pass is the longer of its operations at the rate of a large matrix product and its bytes at the rate of memory, both measured first in the same run; that of memory is the formula of docs/algorithms.md. Random weights serve as well as trained ones.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench engine --shape qwen2.5-0.5b --dtype bf16",
            "  grpo bench engine config/models/mini",
            "  grpo bench engine --shape minimind2-small --batches 16 --threads 2"
        })
final class BenchEngineCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    /** What is measured: one of both. */
    static final class Subject {
        @Parameters(
                paramLabel = "MODEL",
                arity = "0..1",
                description = "A model directory, a run-dir (its trained model), or OWNER/NAME of the hub.")
        private @Nullable String model;

        @Option(names = "--shape", paramLabel = "NAME", description = "The size of a well-known model, random weights.")
        private @Nullable String shape;
    }

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            split = ",",
            defaultValue = "f32,bf16",
            description = "f32, bf16 or both (default: ${DEFAULT-VALUE}).")
    private List<String> types = List.of();

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8,16,32",
            description = "Sequences decoded at a time (default: ${DEFAULT-VALUE}).")
    private List<Integer> batches = List.of();

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "124",
            description = "Of each sequence (default: ${DEFAULT-VALUE}).")
    private int promptTokens;

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Of each sequence (default: ${DEFAULT-VALUE}).")
    private int newTokens;

    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "16",
            description = "Of the whole batch and of the training step (default: ${DEFAULT-VALUE}).")
    private int sequences;

    @Option(
            names = "--train-steps",
            paramLabel = "N",
            defaultValue = "3",
            description = "Training steps that count, after one that doesn't; 0 for none (default: ${DEFAULT-VALUE}).")
    private int trainSteps;

    @Option(
            names = "--token-budget",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Most tokens of a micro-batch (default: ${DEFAULT-VALUE}).")
    private int tokenBudget;

    @Option(names = "--recompute", description = "Recomputes the layers' activations in the backward pass.")
    private boolean recompute;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--threads", paramLabel = "N", description = "Threads on the CPU (default: its cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<ComputeType> computeTypes = types.stream().map(EngineOptions::type).toList();
        requireSense();
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        Path directory = subject.model == null ? null : ModelLocation.find(subject.model, "main", screen);
        ModelConfig config = directory == null ? shape().config() : ModelConfig.read(directory);
        requireRoom(config);
        screen.status("reading weights");
        try (HostWeights weights =
                directory == null ? HostWeights.random(config, 0) : HostWeights.read(directory, config)) {
            TorchRuntime runtime = TorchRuntime.start(threads);
            EngineBench.Settings settings = new EngineBench.Settings(
                    device,
                    batches,
                    promptTokens,
                    newTokens,
                    sequences,
                    trainSteps,
                    recompute ? Activations.RECOMPUTE : Activations.KEEP,
                    tokenBudget);
            screen.clear();
            out.printf(
                    Locale.ROOT,
                    "%s: %.1f M weights, %s, %d threads, libtorch %s.%n",
                    subject.model == null ? subject.shape : subject.model,
                    weights.layout().valueCount() / 1e6,
                    device,
                    threads,
                    runtime.libtorchVersion());
            for (ComputeType type : computeTypes) {
                bench(new Subjects(config, weights, settings), type, out, screen);
            }
        } catch (IllegalArgumentException e) {
            // the device
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    /** What stays the same over the compute types. */
    private record Subjects(ModelConfig config, HostWeights weights, EngineBench.Settings settings) {}

    private void bench(Subjects subjects, ComputeType type, PrintWriter out, Screen screen) {
        screen.status("measuring the machine");
        MachineCeilings ceilings = MachineCeilings.measure(device, type);
        screen.clear();
        out.printf(
                Locale.ROOT,
                "%n%s ceilings: matrix product %.0f GFLOP/s, memory copy %.1f GB/s (read and written), memory read %.1f GB/s.%n%n%s%n",
                EngineBenchRow.typeName(type),
                ceilings.matmulGflops(),
                ceilings.copyGigabytes(),
                ceilings.readGigabytes(),
                EngineBenchRow.HEADER);
        out.flush();
        new EngineBench(subjects.config(), subjects.weights(), subjects.settings(), type, ceilings).run(row -> {
            screen.clear();
            out.println(row.markdown());
            out.flush();
            screen.status("measuring");
        });
        screen.clear();
    }

    private EngineShape shape() {
        EngineShape shape = EngineShape.named(subject.shape);
        if (shape == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --shape is unknown; allowed are %s."
                            .formatted(subject.shape, String.join(", ", EngineShape.titles())));
        }
        return shape;
    }

    private void requireSense() {
        batches.forEach(batch -> atLeast("--batches", batch, 1));
        atLeast("--prompt-tokens", promptTokens, 1);
        atLeast("--new-tokens", newTokens, 2);
        atLeast("--sequences", sequences, 1);
        atLeast("--train-steps", trainSteps, 0);
        atLeast("--token-budget", tokenBudget, 1);
        atLeast("--threads", threads, 1);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value %d of %s is not a whole number of at least %d.".formatted(value, name, least));
        }
    }

    private void requireRoom(ModelConfig config) {
        int length = promptTokens + newTokens;
        if (length >= config.contextLength()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--prompt-tokens and --new-tokens make %d tokens; the model's context has %d."
                            .formatted(length, config.contextLength()));
        }
    }
}
