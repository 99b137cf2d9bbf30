package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.argument.DeviceOptions;
import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench weights}. */
@Command(
        name = "weights",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how new weights travel from learner to generator: how many bytes, how long, and for how long sampling stands still.",
            "",
            "Makes real AdamW steps on random tokens, publishes each version through the embedded broker, follows it on a thread of its own while another one samples, and takes it up between two decode steps. Prints a Markdown table of medians over the steps; at the end the same of a full snapshot.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench weights --shape qwen2.5-0.5b --lr 1e-6 --steps 20",
            "  grpo bench weights --shape minimind2-small --steps 50 --batch 8",
            "  grpo bench weights config/models/mini --lr 1e-3"
        })
final class BenchWeightsCommand implements Callable<Integer> {
    @Mixin
    private BenchSubject subject = new BenchSubject();

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "1e-6",
            description = "The learning rate of the steps (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Training steps, each a version (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Sequences that are sampled meanwhile (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "f32 or bf16, of the generator (default: ${DEFAULT-VALUE}).")
    private String type = "f32";

    @Mixin
    private DeviceOptions where = new DeviceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException, IOException {
        ComputeType computeType = EngineOptions.type(type);
        BenchSubject.requireAtLeast("--steps", steps, 1);
        BenchSubject.requireAtLeast("--batch", batch, 1);
        String device = where.device();
        int threads = where.threads();
        if (!(learningRate > 0 && learningRate < 1)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of --lr is not between 0 and 1.".formatted(learningRate));
        }
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        BenchSubject.Found found = subject.find(screen);
        Path folder = Files.createTempDirectory("grpo-bench-weights");
        try (HostWeights weights = found.weights();
                RunDirectory directory = RunDirectory.open(folder.resolve("run"));
                RunKafka kafka = RunKafka.embedded(directory)) {
            TorchRuntime runtime = TorchRuntime.start(threads);
            screen.clear();
            out.printf(
                    Locale.ROOT,
                    "%s: %.1f M weights, %.1f MB as bf16, %s, %s, %d threads, libtorch %s; learning rate %s, %d sequences.%n%n%s%n",
                    found.title(),
                    weights.layout().valueCount() / 1e6,
                    weights.segment().byteSize() / 1e6,
                    device,
                    type,
                    threads,
                    runtime.libtorchVersion(),
                    learningRate,
                    batch,
                    WeightsBench.HEADER);
            out.flush();
            WeightsBench.Settings settings = new WeightsBench.Settings(device, computeType, learningRate, steps, batch);
            new WeightsBench(found.config(), weights, kafka.clients(), settings, screen).run(row -> {
                screen.clear();
                out.println(row);
                out.flush();
            });
            screen.clear();
        } finally {
            FileTree.delete(folder);
        }
        return 0;
    }
}
