package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.launch.StartCache;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long it takes from typing a command to its first result: ./grpo --version, and ./grpo train arithmetic up to its first training step.",
            "",
            "With and without the caches of loaded classes that ./grpo build makes, by turns; prints medians. The training ends after a few steps and leaves nothing.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  grpo bench start", "  grpo bench start --turns 5"})
final class BenchStartCommand implements Callable<Integer> {
    /** As many as the learning rate's warm-up has. */
    private static final String STEPS = "steps=10";

    @Option(
            names = "--turns",
            paramLabel = "N",
            defaultValue = "3",
            description = "Starts of each kind (default: ${DEFAULT-VALUE}).")
    private int turns;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private enum Caches {
        WITH,
        WITHOUT
    }

    /** Seconds of each turn. */
    private record Starts(List<Double> version, List<Double> firstStep) {
        static Starts none() {
            return new Starts(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (turns < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--turns is %d; it must be at least 1.".formatted(turns));
        }
        Path script = Installation.ofThisProcess().root().resolve("grpo");
        if (!Files.isExecutable(script)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "bench start needs a checkout with its ./grpo; there is no %s.".formatted(script));
        }
        Starts with = Starts.none();
        Starts without = Starts.none();
        for (int turn = 0; turn < turns; turn++) {
            start(script, Caches.WITH, with);
            start(script, Caches.WITHOUT, without);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("| seconds, median | with caches | without |");
        out.println("|---|---:|---:|");
        out.println(row("`./grpo --version`", with.version(), without.version()));
        out.println(row("`./grpo train arithmetic`, to its first step", with.firstStep(), without.firstStep()));
        return ExitCode.OK.code();
    }

    private static void start(Path script, Caches caches, Starts starts) throws IOException, InterruptedException {
        starts.version().add(version(script, caches));
        starts.firstStep().add(firstStep(script, caches));
    }

    private static double version(Path script, Caches caches) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        run(caches, script.toString(), "--version");
        return (System.nanoTime() - begun) / 1e9;
    }

    /** By the clock that the step's record was written by. */
    private static double firstStep(Path script, Caches caches) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("grpo-start");
        try {
            Path run = folder.resolve("run");
            long begun = System.currentTimeMillis();
            run(caches, script.toString(), "train", "arithmetic", "--run-dir", run.toString(), "--set", STEPS);
            List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
            int column = Arrays.asList(metrics.getFirst().split(",")).indexOf("finished_at_ms");
            return (Long.parseLong(metrics.get(1).split(",")[column]) - begun) / 1e3;
        } finally {
            FileTree.delete(folder);
        }
    }

    private static void run(Caches caches, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        if (caches == Caches.WITHOUT) {
            builder.environment().put(StartCache.VARIABLE, StartCache.OFF);
        }
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new CommandFailure(
                    ExitCode.INTERNAL, "%s ended with code %d.".formatted(String.join(" ", command), code));
        }
    }

    private static String row(String what, List<Double> with, List<Double> without) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f |", what, median(with), median(without));
    }

    private static double median(List<Double> seconds) {
        return EngineBench.median(
                seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
