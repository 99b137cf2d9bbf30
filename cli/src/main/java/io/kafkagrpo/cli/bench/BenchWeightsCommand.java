package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.argument.DeviceOptions;
import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.argument.OptionBounds;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Another process makes real AdamW steps on random tokens and publishes each version through the embedded broker; this one follows it on a thread of its own while another one samples, and takes it up between two decode steps. Prints a Markdown table of medians over the steps; at the end the same of a full snapshot.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench weights --shape qwen2.5-0.5b --lr 1e-6 --steps 20",
            "  grpo bench weights --shape minimind2-small --steps 50 --batch 8",
            "  grpo bench weights config/models/mini --lr 1e-3"
        })
final class BenchWeightsCommand implements Callable<Integer> {
    private static final String LEARNER_AT = "--learner-at";

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

    @Option(
            names = LEARNER_AT,
            paramLabel = "HOST:PORT",
            hidden = true,
            description = "Be the other process, for a bench whose Kafka is there.")
    private @Nullable String learnerAt;

    @Mixin
    private DeviceOptions where = new DeviceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException, IOException {
        ComputeType computeType = EngineOptions.type(type);
        OptionBounds.requireAtLeast("--steps", steps, 1);
        OptionBounds.requireAtLeast("--batch", batch, 1);
        String device = where.device();
        int threads = where.threads();
        if (!(learningRate > 0 && learningRate < 1)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of --lr is not between 0 and 1.".formatted(learningRate));
        }
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        BenchSubject.Found found = subject.find(screen);
        if (learnerAt != null) {
            learn(learnerAt, found, device, threads);
            return 0;
        }
        Path folder = Files.createTempDirectory("grpo-bench-weights");
        WeightLayout layout = WeightLayout.of(found.config());
        try (RunDirectory directory = RunDirectory.open(folder.resolve("run"));
                RunKafka kafka = RunKafka.embedded(directory)) {
            TorchRuntime runtime = TorchRuntime.start(threads);
            screen.clear();
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "%s: %.1f M weights, %.1f MB as bf16, %s, %s, %d threads, libtorch %s; learning rate %s, %d sequences.%n%n%s%n",
                    found.title(),
                    layout.valueCount() / 1e6,
                    layout.valueCount() * Short.BYTES / 1e6,
                    device,
                    type,
                    threads,
                    runtime.libtorchVersion(),
                    learningRate,
                    batch,
                    WeightsBench.HEADER);
            out.flush();
            WeightsBench bench = new WeightsBench(
                    found.config(),
                    layout,
                    kafka.clients(),
                    RunHeader.NONE,
                    new WeightsBench.Settings(device, computeType, steps, batch),
                    screen);
            bench.createTopics();
            try (BenchLearnerProcess learner = startLearner(kafka.clients().bootstrapServers())) {
                bench.run(learner, row -> {
                    screen.clear();
                    out.println(row);
                    out.flush();
                });
            }
            screen.clear();
        } finally {
            FileTree.delete(folder);
        }
        return 0;
    }

    /** This very command, as the other process. */
    private BenchLearnerProcess startLearner(String kafka) throws IOException {
        List<String> arguments =
                new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        arguments.addAll(List.of(LEARNER_AT, kafka));
        return BenchLearnerProcess.start(spec.root().userObject().getClass().getName(), arguments);
    }

    private void learn(String kafka, BenchSubject.Found found, String device, int threads) throws IOException {
        TorchRuntime.start(threads);
        try (BenchLearner learner = new BenchLearner(
                found.config(),
                found.weights(),
                new KafkaClients(kafka, Map.of()),
                RunHeader.NONE,
                new BenchLearner.Settings(device, learningRate))) {
            learner.obey(
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    spec.commandLine().getOut());
        }
    }
}
