package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.argument.DeviceOptions;
import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.argument.OptionBounds;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.MachineCeilings;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  grpo bench engine config/models/mini --prompt-tokens 32 --new-tokens 64",
            "  grpo bench engine --shape minimind2-small --batches 16 --threads 2"
        })
final class BenchEngineCommand implements Callable<Integer> {
    @Mixin
    private BenchSubject subject = new BenchSubject();

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

    @Mixin
    private DeviceOptions where = new DeviceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<ComputeType> computeTypes = types.stream().map(EngineOptions::type).toList();
        requireSense();
        String device = where.device();
        int threads = where.threads();
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        BenchSubject.Found found = subject.find(screen);
        requireRoom(found.config());
        screen.status("reading weights");
        try (HostWeights weights = found.weights()) {
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
                    found.title(),
                    weights.layout().valueCount() / 1e6,
                    device,
                    threads,
                    runtime.libtorchVersion());
            for (ComputeType type : computeTypes) {
                bench(new Subjects(found.config(), weights, settings), type, out, screen);
            }
        }
        return 0;
    }

    /** What stays the same over the compute types. */
    private record Subjects(ModelConfig config, HostWeights weights, EngineBench.Settings settings) {}

    private void bench(Subjects subjects, ComputeType type, PrintWriter out, Screen screen) {
        screen.status("measuring the machine");
        MachineCeilings ceilings = MachineCeilings.measure(subjects.settings().device(), type);
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

    private void requireSense() {
        batches.forEach(batch -> OptionBounds.requireAtLeast("--batches", batch, 1));
        OptionBounds.requireAtLeast("--prompt-tokens", promptTokens, 1);
        OptionBounds.requireAtLeast("--new-tokens", newTokens, 2);
        OptionBounds.requireAtLeast("--sequences", sequences, 1);
        OptionBounds.requireAtLeast("--train-steps", trainSteps, 0);
        OptionBounds.requireAtLeast("--token-budget", tokenBudget, 1);
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
