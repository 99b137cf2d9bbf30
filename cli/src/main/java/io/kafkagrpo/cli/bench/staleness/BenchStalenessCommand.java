package io.kafkagrpo.cli.bench.staleness;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.Preflight;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** {@code grpo bench staleness}. */
@Command(
        name = "staleness",
        mixinStandardHelpOptions = true,
        description = {
            "Trains the same configuration at several bounds of staleness and compares time and result.",
            "",
            "Each run is one of 'grpo train', with its own Kafka and services, one after the other. Its clock starts when the initial model is evaluated and the first training prompts are admitted, and stops at the commit of the last step. No evaluation is in it: when a run is over, the weight versions in its log answer the held-out problems. Prints a Markdown table. docs/staleness.md says how to read it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench staleness arithmetic-async",
            "  grpo bench staleness arithmetic-async --seeds 0,1 --run-dir runs/staleness --plot staleness.svg",
            "  grpo bench staleness arithmetic-async --staleness 0,4 --set objective.correction=none",
            "  grpo bench staleness arithmetic-async --set generator.simulated-token-latency-ms=0"
        })
public final class BenchStalenessCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--staleness",
            paramLabel = "N",
            split = ",",
            defaultValue = "0,1,4,8",
            description = "Values of max-staleness (default: ${DEFAULT-VALUE}).")
    private List<Integer> bounds = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "0",
            description = "Values of seed, a run for each (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Steps of each run (default: the configuration's).")
    private @Nullable Integer steps;

    @Option(
            names = "--target",
            paramLabel = "PERCENT",
            defaultValue = "90",
            description = "The accuracy whose reaching is timed (default: ${DEFAULT-VALUE}).")
    private double target;

    @Option(
            names = "--evaluate-every",
            paramLabel = "N",
            defaultValue = "2",
            description = "Steps between the versions that answer (default: ${DEFAULT-VALUE}).")
    private int evaluateEvery;

    @Option(
            names = "--problems",
            paramLabel = "N",
            defaultValue = "300",
            description = "Held-out problems at most that a version answers (default: ${DEFAULT-VALUE}).")
    private int problems;

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            defaultValue = "runs/staleness",
            description =
                    "Where the runs live, a folder each; runs that are there are not trained again (default: ${DEFAULT-VALUE}).")
    private Path runDir = Path.of("runs/staleness");

    @Option(names = "--output", paramLabel = "FILE", description = "Writes all figures there, as JSON.")
    private @Nullable Path output;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draws accuracy over wall-clock there, as SVG.")
    private @Nullable Path plot;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        requireSense();
        try {
            measure(runDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    private void measure(Path folder) throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        Installation installation = Installation.ofThisProcess();
        StalenessBench measuring = new StalenessBench(installation, evaluateEvery, problems, screen);
        RunSettings common = settings(installation, bounds.getFirst(), seeds.getFirst());
        Files.createDirectories(folder);
        // before anything logs
        BrokerLog.into(folder.resolve("kafka.log"), BrokerLog.Verbosity.QUIET);
        Preflight.check(common);
        List<StalenessMeasurement> runs = new ArrayList<>();
        for (long seed : seeds) {
            for (int bound : bounds) {
                screen.line("max-staleness %d, seed %d (run %d of %d)"
                        .formatted(bound, seed, runs.size() + 1, seeds.size() * bounds.size()));
                runs.add(measuring.measure(
                        settings(installation, bound, seed),
                        folder.resolve("staleness-%d-seed-%d".formatted(bound, seed))));
            }
        }
        StalenessTable table = new StalenessTable(target / 100, runs);
        out.println(about(common));
        out.println();
        table.markdown().forEach(out::println);
        out.println();
        table.verdicts().forEach(out::println);
        out.flush();
        if (output != null) {
            Files.writeString(output, json(common, runs));
        }
        if (plot != null) {
            Files.writeString(
                    plot,
                    StalenessPlot.of(
                            "Accuracy over wall-clock, %s"
                                    .formatted(common.file().getFileName()),
                            target / 100,
                            runs));
        }
    }

    private RunSettings settings(Installation installation, int bound, long seed) {
        Map<String, String> more = new LinkedHashMap<>();
        if (steps != null) {
            more.put(Keys.STEPS.name(), steps.toString());
        }
        more.put(Keys.MAX_STALENESS.name(), Integer.toString(bound));
        more.put(Keys.SEED.name(), Long.toString(seed));
        more.put(Keys.EVALUATION_EVERY.name(), "0");
        more.put(Keys.RUN.name(), "staleness-%d-seed-%d".formatted(bound, seed));
        return config.settings(installation, more);
    }

    private String about(RunSettings settings) {
        double latency = settings.get(Keys.SIMULATED_TOKEN_LATENCY_MS);
        return String.format(
                Locale.ROOT,
                "%s: %d steps of %d × %d completions; accuracy of every %d. version on at most %d held-out problems; no evaluation is in the clock; %s.",
                settings.file().getFileName(),
                settings.get(Keys.STEPS),
                settings.get(Keys.GROUPS_PER_STEP),
                settings.get(Keys.GROUP_SIZE),
                evaluateEvery,
                problems,
                latency > 0
                        ? "SIMULATED: a decode step takes at least %s ms".formatted(latency)
                        : "no latency is simulated");
    }

    private static String json(RunSettings settings, List<StalenessMeasurement> runs) throws IOException {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(Map.of("configuration", settings.resolved(), "runs", runs))
                + System.lineSeparator();
    }

    private void requireSense() {
        bounds.forEach(bound -> atLeast("--staleness", bound, 0));
        atLeast("--evaluate-every", evaluateEvery, 1);
        atLeast("--problems", problems, 1);
        if (!(target > 0 && target <= 100)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of --target is not a percentage above 0.".formatted(target));
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value %d of %s is not a whole number of at least %d.".formatted(value, name, least));
        }
    }
}
