package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.argument.OptionBounds;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.ExitCode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench endurance}. */
@Command(
        name = "endurance",
        mixinStandardHelpOptions = true,
        description = {
            "Measures whether the policy engine's memory stays flat: trains and generates for a long time and fits a line to the process's resident memory.",
            "",
            "Sequences differ in length at each step, and weights are replaced as they are in a run. The first fifth is warm-up and doesn't count. Linux only.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench endurance config/models/mini",
            "  grpo bench endurance --shape minimind2-small --steps 500 --completions 5000"
        })
final class BenchEnduranceCommand implements Callable<Integer> {
    @Mixin
    private BenchSubject subject = new BenchSubject();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "f32 or bf16 (default: ${DEFAULT-VALUE}).")
    private String type = "f32";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "500",
            description = "Training steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--completions",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Completions to generate (default: ${DEFAULT-VALUE}).")
    private int completions;

    @Option(names = "--threads", paramLabel = "N", description = "Threads on the CPU (default: its cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        OptionBounds.requireAtLeast("--steps", steps, EnduranceBench.LEAST_ROUNDS);
        OptionBounds.requireAtLeast("--completions", completions, EnduranceBench.LEAST_ROUNDS);
        OptionBounds.requireAtLeast("--threads", threads, 1);
        if (ResidentMemory.now().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "This system doesn't tell a process its resident memory; Linux does.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        BenchSubject.Found found = subject.find(screen);
        try (HostWeights weights = found.weights()) {
            TorchRuntime.start(threads);
            EnduranceBench bench = new EnduranceBench(found.config(), weights, EngineOptions.type(type), screen);
            out.printf(
                    Locale.ROOT,
                    "%s: %.1f M weights, %s, %d threads.%n%n| what | resident memory at the end, MiB | growth, MiB per 100 |%n|---|---:|---:|%n",
                    found.title(),
                    weights.layout().valueCount() / 1e6,
                    type,
                    threads);
            out.flush();
            print(out, "%d training steps".formatted(steps), bench.train(steps));
            print(out, "%d completions".formatted(completions), bench.generate(completions));
        }
        return 0;
    }

    private static void print(PrintWriter out, String what, EnduranceBench.Growth growth) {
        out.printf(Locale.ROOT, "| %s | %.1f | %.3f |%n", what, growth.lastMebibytes(), growth.mebibytesPerHundred());
        out.flush();
    }
}
