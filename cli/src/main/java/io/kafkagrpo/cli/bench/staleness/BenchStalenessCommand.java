package io.kafkagrpo.cli.bench.staleness;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.bench.training.ComparedRuns;
import io.kafkagrpo.cli.bench.training.TrainingBench;
import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.Preflight;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private ComparedRuns compared = new ComparedRuns(List.of(0, 1, 4, 8), List.of(0L), 90, 2, 300);

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
        compared.requireSense();
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
        TrainingBench measuring = compared.bench(installation, screen);
        RunSettings common = settings(
                installation, compared.bounds().getFirst(), compared.seeds().getFirst());
        Files.createDirectories(folder);
        // before anything logs
        BrokerLog.into(folder.resolve("kafka.log"), BrokerLog.Verbosity.QUIET);
        Preflight.check(common);
        List<TrainingMeasurement> runs = new ArrayList<>();
        int count = compared.seeds().size() * compared.bounds().size();
        for (long seed : compared.seeds()) {
            for (int bound : compared.bounds()) {
                screen.line("max-staleness %d, seed %d (run %d of %d)".formatted(bound, seed, runs.size() + 1, count));
                RunSettings settings = settings(installation, bound, seed);
                runs.add(measuring.measure(settings, folder.resolve(settings.get(Keys.RUN))));
            }
        }
        StalenessTable table = new StalenessTable(compared.target(), runs);
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
                            compared.target(),
                            runs));
        }
    }

    private RunSettings settings(Installation installation, int bound, long seed) {
        return compared.settings(installation, "staleness", bound, seed, Map.of(), _ -> true);
    }

    private String about(RunSettings settings) {
        return "%s; accuracy of every %d. version on at most %d held-out problems; no evaluation is in the clock; %s."
                .formatted(
                        ComparedRuns.size(settings),
                        compared.evaluateEvery(),
                        compared.problems(),
                        ComparedRuns.pace(settings));
    }

    private static String json(RunSettings settings, List<TrainingMeasurement> runs) throws IOException {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(Map.of("configuration", settings.resolved(), "runs", runs))
                + System.lineSeparator();
    }
}
