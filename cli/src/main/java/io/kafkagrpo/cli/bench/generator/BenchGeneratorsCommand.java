package io.kafkagrpo.cli.bench.generator;

import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.OptionBounds;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench generators}. */
@Command(
        name = "generators",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what many generators make of prompts: throughput by their number, and what becomes of prompts while generators come and go.",
            "",
            "The generators are the service's own processes, on a real broker, but they draw tokens without a model, each at the set pace; a reward-service ends the groups. Faults come from a plan that the seed decides. Ends with code 1 if a group ended twice, or failed, or if a prompt waited for longer than 12 s (a session of Kafka's and 2 s) while generators were free.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  grpo bench generators", "  grpo bench generators --generators 4 --groups 2000 --faults 8 --seed 7"
        })
public final class BenchGeneratorsCommand implements Callable<Integer> {
    @Option(
            names = "--generators",
            paramLabel = "N",
            defaultValue = "8",
            description = "Generators at most (default: ${DEFAULT-VALUE}).")
    private int generators;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Groups that end while generators come and go (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "24",
            description = "What happens to generators meanwhile (default: ${DEFAULT-VALUE}).")
    private int faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the faults and samples (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--latency-ms",
            paramLabel = "MS",
            defaultValue = "20",
            description = "What a decode step takes (default: ${DEFAULT-VALUE}).")
    private double latencyMs;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "16",
            description = "Sequences that a generator decodes at a time (default: ${DEFAULT-VALUE}).")
    private int slots;

    private static final int GROUP_SIZE = 4;
    private static final int TOKENS = 16;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionBounds.requireAtLeast("--generators", generators, 2);
        OptionBounds.requireAtLeast("--groups", groups, 1);
        OptionBounds.requireAtLeast("--faults", faults, 0);
        OptionBounds.requireAtLeast("--slots", slots, GROUP_SIZE);
        if (!(latencyMs >= 0)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of --latency-ms is no number of at least 0.".formatted(latencyMs));
        }
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        Path folder = Files.createTempDirectory("grpo-generators");
        screen.line("Logs and topics are in %s, as long as something is wrong.".formatted(folder));
        BrokerLog.into(folder.resolve("kafka.log"), BrokerLog.Verbosity.QUIET);
        GeneratorsBench.Work work =
                new GeneratorsBench.Work(generators, groups, faults, GROUP_SIZE, TOKENS, slots, latencyMs, seed);
        GeneratorsBench.Result result = new GeneratorsBench(Installation.ofThisProcess(), folder, work, screen).run();
        print(out, result);
        if (!result.tally().holds()) {
            return ExitCode.INTERNAL.code();
        }
        FileTree.delete(folder);
        return ExitCode.OK.code();
    }

    private void print(PrintWriter out, GeneratorsBench.Result result) {
        out.printf(
                Locale.ROOT,
                "Groups of %d completions of at most %d tokens; a decode step of %d slots takes %s ms; load %.1f.%n%n",
                GROUP_SIZE,
                TOKENS,
                slots,
                latencyMs,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        out.println("| generators | groups/s | of so many times one |");
        out.println("|---:|---:|---:|");
        double one = result.paces().getFirst().groupsPerSecond();
        for (GeneratorsBench.Pace pace : result.paces()) {
            out.printf(
                    Locale.ROOT,
                    "| %d | %.1f | %.0f %% |%n",
                    pace.generators(),
                    pace.groupsPerSecond(),
                    100 * pace.groupsPerSecond() / one / pace.generators());
        }
        GroupTally tally = result.tally();
        out.printf(
                Locale.ROOT,
                "%n%d groups in %.0f s while generators came and went (seed %d): %s.%n",
                tally.ended(),
                result.seconds(),
                seed,
                kinds(result));
        out.printf(
                Locale.ROOT,
                "%d ended twice, %d failed, %d have not ended; the longest wait of a prompt was %.1f s (at most %d s; %d waited longer); %.1f %% of the completions were sampled in vain.%n",
                tally.doubled(),
                tally.failed(),
                tally.outstanding(),
                tally.longestWaitSeconds(),
                GeneratorsBench.PATIENCE.toSeconds(),
                tally.lateOnes(),
                100 * result.sampledInVain());
        out.flush();
    }

    private static String kinds(GeneratorsBench.Result result) {
        Map<Fault.Kind, Long> counts = result.faults().stream()
                .collect(Collectors.groupingBy(
                        Fault::kind, () -> new EnumMap<>(Fault.Kind.class), Collectors.counting()));
        return counts.isEmpty()
                ? "none did"
                : counts.entrySet().stream()
                        .map(entry -> "%d %s"
                                .formatted(entry.getValue(), entry.getKey().words()))
                        .collect(Collectors.joining("; "));
    }
}
