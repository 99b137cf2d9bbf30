package io.kafkagrpo.cli.bench.reward;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo bench rewards}. */
@Command(
        name = "rewards",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how fast completions are scored: through the reward-service with an embedded broker, then by rescore, by one Python worker, or by a server of 200 ms latency of which 1 % of the answers are failures.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench rewards topology --completions 500000",
            "  grpo bench rewards rescore                 the same, and the same groups scored again",
            "  grpo bench rewards python",
            "  grpo bench rewards http --concurrency 64"
        })
public final class BenchRewardsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "WHAT", description = "topology, rescore, python or http.")
    private String what = "";

    @Option(
            names = "--completions",
            paramLabel = "N",
            description = "How many to score (default: 500000; python 200000, http 10000).")
    private int completions;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "64",
            description = "Requests at a time to the server (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Stream threads of the service (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (completions < 0 || concurrency < 1 || threads < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--completions, --concurrency and --threads are whole numbers of at least 1.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("grpo-bench-rewards");
        try {
            out.println(
                    switch (what) {
                        case "topology" -> topology(folder, out);
                        case "rescore" -> rescore(folder, out);
                        case "python" -> python(folder);
                        case "http" -> http();
                        default ->
                            throw new CommandFailure(
                                    ExitCode.USAGE,
                                    "The value '%s' is not one of topology, rescore, python, http.".formatted(what));
                    });
            out.flush();
        } finally {
            FileTree.delete(folder);
        }
        return 0;
    }

    private String topology(Path folder, PrintWriter out) throws InterruptedException, IOException {
        Measured measured = bench(folder, out).speed();
        return "%s: %s/s; %s".formatted(scored(), grouped(Math.round(measured.perSecond())), measured.cost());
    }

    private String rescore(Path folder, PrintWriter out) throws InterruptedException, IOException {
        TopologyBench.Speeds speeds = bench(folder, out).speeds();
        double scored = speeds.scored().perSecond();
        double rescored = speeds.rescored().perSecond();
        return "%s: %s/s; rescored at %s/s, %.0f %% of that"
                .formatted(
                        scored(), grouped(Math.round(scored)), grouped(Math.round(rescored)), 100 * rescored / scored);
    }

    private TopologyBench bench(Path folder, PrintWriter out) {
        int count = count(500_000);
        if (count < 2 * TopologyBench.GROUP_SIZE || count % TopologyBench.GROUP_SIZE != 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--completions is %d, but the topology takes whole groups of %d, at least two."
                            .formatted(count, TopologyBench.GROUP_SIZE));
        }
        return new TopologyBench(Installation.ofThisProcess(), folder, threads, count, Screen.ofThisProcess(out));
    }

    private String scored() {
        return "%s completions of %d tokens in groups of %d, correctness and format, exactly once, %d threads"
                .formatted(grouped(count(500_000)), TopologyBench.TOKENS, TopologyBench.GROUP_SIZE, threads);
    }

    private String python(Path folder) throws IOException {
        int count = count(200_000);
        double seconds = FunctionBench.python(folder, count);
        return "%s trivial scores of one Python worker: %.1f s, %s/s"
                .formatted(grouped(count), seconds, grouped(Math.round(count / seconds)));
    }

    private String http() throws IOException {
        int count = count(10_000);
        double seconds = FunctionBench.http(concurrency, count);
        double most = concurrency / (FunctionBench.LATENCY_MS / 1000.0);
        return "%s scores of a server with %d ms latency and 1 %% failures, %d at a time: %.1f s, %.0f/s, %.1f %% of concurrency/latency"
                .formatted(
                        grouped(count),
                        FunctionBench.LATENCY_MS,
                        concurrency,
                        seconds,
                        count / seconds,
                        100 * count / seconds / most);
    }

    private int count(int usual) {
        return completions == 0 ? usual : completions;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
