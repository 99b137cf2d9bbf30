package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TrainingMemory;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.process.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench memory}. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = {
            "Computes what a learner on several GPUs of one machine needs. Measures nothing.",
            "",
            "Memory is the formula of TrainingMemory in bf16 with float32 masters and moments, layers recomputed. Times are formulas over assumptions, which the options set. docs/decisions/0015 rests on these tables.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench memory",
            "  grpo bench memory --shapes qwen2.5-7b --devices 4 --token-budget 4096",
            "  grpo bench memory --tflops 250 --step-tokens 65536"
        })
final class BenchMemoryCommand implements Callable<Integer> {
    private static final double GB = 1e9;

    @Option(
            names = "--shapes",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "qwen2.5-0.5b,qwen2.5-1.5b,qwen2.5-3b,qwen2.5-7b,qwen2.5-14b",
            description = "Sizes of well-known models (default: ${DEFAULT-VALUE}).")
    private List<String> shapes = List.of();

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "8",
            description = "GPUs of the machine (default: ${DEFAULT-VALUE}).")
    private int devices;

    @Option(
            names = "--gpu-gigabytes",
            paramLabel = "N",
            split = ",",
            defaultValue = "80,141",
            description = "Memory of a GPU, for what fits (default: ${DEFAULT-VALUE}).")
    private List<Double> sizes = List.of();

    @Option(
            names = "--token-budget",
            paramLabel = "N",
            defaultValue = "16384",
            description = "Tokens of a micro-batch on a GPU (default: ${DEFAULT-VALUE}).")
    private int tokenBudget;

    @Option(
            names = "--step-tokens",
            paramLabel = "N",
            defaultValue = "262144",
            description = "Tokens of a training step, prompts included; assumed (default: ${DEFAULT-VALUE}).")
    private double stepTokens;

    @Option(
            names = "--tflops",
            paramLabel = "N",
            defaultValue = "400",
            description = "10¹² operations a second that a GPU reaches; assumed (default: ${DEFAULT-VALUE}).")
    private double teraflops;

    @Option(
            names = "--link-gigabytes",
            paramLabel = "N",
            defaultValue = "200",
            description = "10⁹ bytes a second from GPU to GPU; assumed (default: ${DEFAULT-VALUE}).")
    private double linkGigabytes;

    @Option(
            names = "--broker-gigabytes",
            paramLabel = "N",
            defaultValue = "0.2",
            description = "10⁹ bytes a second into Kafka; assumed (default: ${DEFAULT-VALUE}).")
    private double brokerGigabytes;

    @Option(
            names = "--changed",
            paramLabel = "PERCENT",
            defaultValue = "1",
            description = "Weights that a step changes in bf16; assumed (default: ${DEFAULT-VALUE}).")
    private double changedPercent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        positive("--devices", devices);
        positive("--token-budget", tokenBudget);
        positive("--step-tokens", stepTokens);
        positive("--tflops", teraflops);
        positive("--link-gigabytes", linkGigabytes);
        positive("--broker-gigabytes", brokerGigabytes);
        positive("--changed", changedPercent);
        sizes.forEach(size -> positive("--gpu-gigabytes", size));
        List<LearnerSizing> all =
                shapes.stream().map(this::shape).map(this::sizing).toList();
        PrintWriter out = spec.commandLine().getOut();
        printMemory(all, out);
        out.println();
        printTimes(all, out);
        out.flush();
        return 0;
    }

    private void printMemory(List<LearnerSizing> all, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Memory, in 10⁹ bytes: bf16, float32 masters and moments, micro-batches of %d tokens, layers recomputed; of %d GPUs the first holds masters and moments.%n%n",
                tokenBudget,
                devices);
        out.println(
                "| model | weights, 10⁹ | micro-batch | first GPU | each other | fits | each, optimizer sharded | fits |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (LearnerSizing sizing : all) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.1f | %.1f | %.1f | %s | %.1f | %s |%n",
                    sizing.shape().title(),
                    sizing.weights() / GB,
                    sizing.memory().activationBytes() / GB,
                    sizing.firstDeviceBytes() / GB,
                    sizing.otherDeviceBytes() / GB,
                    fitting(sizing.firstDeviceBytes()),
                    sizing.shardedDeviceBytes() / GB,
                    fitting(sizing.shardedDeviceBytes()));
        }
    }

    private void printTimes(List<LearnerSizing> all, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Times, in seconds, by formula. ASSUMED: %.0f tokens a step, %.0f·10¹² operations/s a GPU, %.0f·10⁹ bytes/s from GPU to GPU, %.1f·10⁹ bytes/s into Kafka, %s %% of the bf16 weights change a step.%n%n",
                stepTokens,
                teraflops,
                linkGigabytes,
                brokerGigabytes,
                changedPercent);
        out.println(
                "| model | forward and backward | gradients and weights, in turn | the same by a ring | one GPU's gradients through Kafka | delta, 10⁹ bytes | publishing it |");
        out.println("|---|---|---|---|---|---|---|");
        for (LearnerSizing sizing : all) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %.0f | %.3f | %.2f |%n",
                    sizing.shape().title(),
                    sizing.passSeconds(),
                    sizing.reduceInTurnSeconds(),
                    sizing.reduceByRingSeconds(),
                    sizing.gradientsThroughKafkaSeconds(),
                    sizing.deltaBytes() / GB,
                    sizing.publishSeconds());
        }
    }

    private LearnerSizing sizing(EngineShape shape) {
        TrainingOptions options = new TrainingOptions(
                List.of("cpu"),
                ComputeType.BFLOAT16,
                tokenBudget,
                Activations.RECOMPUTE,
                new OptimizerSettings(0.9, 0.999, 1e-8, 0));
        return new LearnerSizing(
                shape,
                TrainingMemory.of(shape.config(), options),
                new LearnerSizing.Assumed(
                        devices,
                        stepTokens,
                        teraflops * 1e12,
                        linkGigabytes * 1e9,
                        brokerGigabytes * 1e9,
                        changedPercent / 100));
    }

    private String fitting(double bytes) {
        List<String> fitting = sizes.stream()
                .filter(size -> bytes <= size * GB)
                .map(size -> String.format(Locale.ROOT, "%.0f", size))
                .toList();
        return fitting.isEmpty() ? "none" : String.join(", ", fitting);
    }

    private EngineShape shape(@Nullable String name) {
        EngineShape shape = EngineShape.named(name);
        if (shape == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --shapes is unknown; allowed are %s."
                            .formatted(name, String.join(", ", EngineShape.titles())));
        }
        return shape;
    }

    private static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of %s is not a number above 0.".formatted(value, name));
        }
    }
}
