package io.kafkagrpo.cli.bench.page;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench dashboard}. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the page: writes a synthetic run into an embedded Kafka, starts the dashboard over it and times its views over HTTP, and in Chromium where this machine has one.",
            "",
            "Each step trains on so many groups of 4 completions of 120 tokens and drops one. Prints a Markdown table of medians.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  grpo bench dashboard", "  grpo bench dashboard --steps 50 --times 5"})
public final class BenchDashboardCommand implements Callable<Integer> {
    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "500",
            description = "Training steps of the run (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "49",
            description = "Groups that a step trains on (default: ${DEFAULT-VALUE}: with the dropped one 50).")
    private int groups;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "15",
            description = "How often each view is asked for (default: ${DEFAULT-VALUE}).")
    private int times;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (steps < 2 || groups < 1 || times < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--steps is a whole number of at least 2, --groups and --times of at least 1.");
        }
        Installation installation = Installation.ofThisProcess();
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        Path folder = Files.createTempDirectory("grpo-bench-dashboard");
        try {
            PageBench.Result result = new PageBench(installation, folder, steps, groups, times, screen).measure();
            out.printf(
                    Locale.ROOT,
                    "%,d steps, %,d completions; all of it read %.1f s after the start; %d cores, load %.1f.%n%n",
                    steps,
                    (long) steps * (groups + 1) * SyntheticRun.MEMBERS,
                    result.readSeconds(),
                    Runtime.getRuntime().availableProcessors(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            out.printf(
                    "| what | median, ms | first | slowest of %d | kB | aim |%n|---|---:|---:|---:|---:|---|%n", times);
            result.rows().forEach(row -> print(out, row));
            if (!result.painted()) {
                out.println();
                out.println("No first paint: this machine has no Chromium; on Debian it is the package chromium.");
            }
            out.flush();
        } finally {
            FileTree.delete(folder);
        }
        return 0;
    }

    private static void print(PrintWriter out, PageBench.Row row) {
        PageClock.Taken taken = row.taken();
        out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.0f | %s |%n",
                row.what(),
                taken.medianMs(),
                taken.firstMs(),
                taken.slowestMs(),
                taken.bytes() / 1e3,
                row.aimMs() == 0
                        ? ""
                        : "below %d ms%s".formatted(row.aimMs(), taken.medianMs() < row.aimMs() ? "" : ", missed"));
    }
}
