package io.kafkagrpo.cli.bench.algorithms;

import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.bench.staleness.StalenessBench;
import io.kafkagrpo.cli.bench.staleness.StalenessMeasurement;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.Preflight;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo bench algorithms}. */
@Command(
        name = "algorithms",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains the same configuration with several objectives, at several bounds of staleness, and compares.",
            "",
            "Each run is one of 'grpo train', one after the other. A preset stands for itself alone: what the configuration's file says of objective and advantages is left out. 'default' is no preset, 'configured' the file as it is.",
            "",
            "A run that has been measured is a line of --results, and isn't made again: a study of hours can be interrupted, and gone on with by the same command. Prints a Markdown table of what the file has of the runs asked for.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo bench algorithms arithmetic-async --plot study.svg",
            "  grpo bench algorithms arithmetic-async --presets default,tis,dppo-tv --staleness 0,16 --seeds 0",
            "  grpo bench algorithms arithmetic-async --at-most 0       the table so far, without another run"
        })
public final class BenchAlgorithmsCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--presets",
            paramLabel = "NAME",
            split = ",",
            description = "Objectives: default, configured, or a preset's name (default: all of them).")
    private List<String> presets = Variant.all().stream().map(Variant::name).toList();

    @Option(
            names = "--staleness",
            paramLabel = "N",
            split = ",",
            defaultValue = "0,4,16",
            description = "Values of max-staleness (default: ${DEFAULT-VALUE}).")
    private List<Integer> bounds = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "0,1,2",
            description = "Values of seed (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Steps of each run (default: the configuration's).")
    private @Nullable Integer steps;

    @Option(
            names = "--target",
            paramLabel = "PERCENT",
            defaultValue = "80",
            description = "The accuracy whose reaching is timed (default: ${DEFAULT-VALUE}).")
    private double target;

    @Option(
            names = "--evaluate-every",
            paramLabel = "N",
            defaultValue = "10",
            description = "Steps between the versions that answer (default: ${DEFAULT-VALUE}).")
    private int evaluateEvery;

    @Option(
            names = "--problems",
            paramLabel = "N",
            defaultValue = "200",
            description = "Held-out problems at most that a version answers (default: ${DEFAULT-VALUE}).")
    private int problems;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            defaultValue = "runs/algorithms/results.jsonl",
            description = "What has been measured, a line of JSON for each run (default: ${DEFAULT-VALUE}).")
    private Path results = Path.of("");

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            defaultValue = "runs/algorithms",
            description =
                    "Where a run lives while it is made; its folder is deleted when it has been measured (default: ${DEFAULT-VALUE}).")
    private Path runDir = Path.of("");

    @Option(
            names = "--at-most",
            paramLabel = "N",
            description = "Makes no more runs than these in this call, and leaves the rest to the next.")
    private int atMost = Integer.MAX_VALUE;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draws final accuracies there, as SVG.")
    private @Nullable Path plot;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        requireSense();
        try {
            study(Installation.ofThisProcess());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    /** A run that is asked for. */
    private record Wanted(Variant variant, RunSettings settings, int bound, long seed) {}

    private void study(Installation installation) throws InterruptedException, IOException {
        // all settings are made first, so that what can't be is said before hours of runs
        List<Wanted> wanted = wanted(installation);
        StudyFile file = StudyFile.open(results);
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        List<StudiedRun> found = new ArrayList<>();
        List<Wanted> missing = new ArrayList<>();
        for (Wanted run : wanted) {
            Optional<StudiedRun> measured =
                    file.find(run.variant().name(), run.bound(), run.seed(), StudiedRun.hash(run.settings()));
            measured.ifPresentOrElse(found::add, () -> missing.add(run));
        }
        List<Wanted> now = missing.subList(0, Math.min(atMost, missing.size()));
        if (!now.isEmpty()) {
            Files.createDirectories(runDir);
            // before anything logs
            BrokerLog.into(runDir.resolve("kafka.log"), BrokerLog.Verbosity.QUIET);
            Preflight.check(now.getFirst().settings());
            long begun = System.nanoTime();
            for (int i = 0; i < now.size(); i++) {
                screen.line(announcement(now.get(i), i, now.size(), begun));
                StudiedRun run = measure(installation, now.get(i), screen);
                file.add(run);
                found.add(run);
            }
        }
        print(found, missing.size() - now.size(), wanted);
    }

    private List<Wanted> wanted(Installation installation) {
        List<Wanted> wanted = new ArrayList<>();
        for (long seed : seeds) {
            for (String preset : presets) {
                for (int bound : bounds) {
                    Variant variant = Variant.named(preset);
                    wanted.add(new Wanted(variant, settings(installation, variant, bound, seed), bound, seed));
                }
            }
        }
        return wanted;
    }

    private RunSettings settings(Installation installation, Variant variant, int bound, long seed) {
        Map<String, String> more = new LinkedHashMap<>(variant.changes());
        if (steps != null) {
            more.put(Keys.STEPS.name(), steps.toString());
        }
        more.put(Keys.MAX_STALENESS.name(), Integer.toString(bound));
        more.put(Keys.SEED.name(), Long.toString(seed));
        more.put(Keys.EVALUATION_EVERY.name(), "0");
        more.put(Keys.RUN.name(), "%s-%d-seed-%d".formatted(variant.name(), bound, seed));
        return config.settings(installation, more, variant::counts);
    }

    private StudiedRun measure(Installation installation, Wanted run, Screen screen) throws InterruptedException {
        Path folder = runDir.resolve(run.settings().get(Keys.RUN));
        // of a call that was interrupted: its clock means nothing
        FileTree.delete(folder);
        StalenessMeasurement measured =
                new StalenessBench(installation, evaluateEvery, problems, screen).measure(run.settings(), folder);
        FileTree.delete(folder);
        return new StudiedRun(
                run.variant().name(),
                StudiedRun.hash(run.settings()),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                measured);
    }

    private static String announcement(Wanted run, int done, int all, long begun) {
        String left = "";
        if (done > 0) {
            Duration each =
                    Duration.ofNanos(System.nanoTime() - begun).dividedBy(done).multipliedBy(all - done);
            left = ", about %d min left".formatted(Math.max(1, each.toMinutes()));
        }
        return "%s, max-staleness %d, seed %d (run %d of %d%s)"
                .formatted(run.variant().name(), run.bound(), run.seed(), done + 1, all, left);
    }

    private void print(List<StudiedRun> found, int left, List<Wanted> wanted) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        RunSettings first = wanted.getFirst().settings();
        out.println(about(first, found));
        if (!found.isEmpty()) {
            StudyTable table = new StudyTable(target / 100, inOrder(found, wanted));
            out.println();
            table.markdown().forEach(out::println);
            if (plot != null) {
                Files.writeString(
                        plot, StudyPlot.of(first.file().getFileName() + ", by objective and staleness", table));
            }
        }
        if (left > 0) {
            out.println();
            out.printf("%d of %d runs are not made yet; the same command makes them.%n", left, wanted.size());
        }
        out.flush();
    }

    /** As they were asked for, whatever the order in which they were made. */
    private static List<StudiedRun> inOrder(List<StudiedRun> found, List<Wanted> wanted) {
        return wanted.stream()
                .flatMap(run ->
                        found.stream().filter(other -> other.is(run.variant().name(), run.bound(), run.seed())))
                .toList();
    }

    private String about(RunSettings settings, List<StudiedRun> found) {
        double latency = settings.get(Keys.SIMULATED_TOKEN_LATENCY_MS);
        String load = found.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; load %.1f in the mean",
                        found.stream().mapToDouble(StudiedRun::load).average().orElseThrow());
        return String.format(
                Locale.ROOT,
                "%s: %d steps of %d × %d completions, %d runs; accuracy of at most %d held-out problems; %s%s.",
                settings.file().getFileName(),
                settings.get(Keys.STEPS),
                settings.get(Keys.GROUPS_PER_STEP),
                settings.get(Keys.GROUP_SIZE),
                found.size(),
                problems,
                latency > 0
                        ? "SIMULATED: a decode step takes at least %s ms".formatted(latency)
                        : "no latency is simulated",
                load);
    }

    private void requireSense() {
        bounds.forEach(bound -> atLeast("--staleness", bound, 0));
        atLeast("--evaluate-every", evaluateEvery, 1);
        atLeast("--problems", problems, 1);
        atLeast("--at-most", atMost, 0);
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
