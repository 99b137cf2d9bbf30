package io.kafkagrpo.cli.bench.algorithms;

import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.OptionBounds;
import io.kafkagrpo.cli.bench.training.ComparedRuns;
import io.kafkagrpo.cli.bench.training.TrainingBench;
import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.Preflight;
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
import java.util.List;
import java.util.Locale;
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
    private ComparedRuns compared = new ComparedRuns(List.of(0, 4, 16), List.of(0L, 1L, 2L), 80, 10, 200);

    @Option(
            names = "--presets",
            paramLabel = "NAME",
            split = ",",
            description = "Objectives: default, configured, or a preset's name (default: all of them).")
    private List<String> presets = Variant.all().stream().map(Variant::name).toList();

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
        compared.requireSense();
        OptionBounds.requireAtLeast("--at-most", atMost, 0);
        try {
            study(Installation.ofThisProcess());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    /** A run that is asked for. */
    private record Wanted(Variant variant, RunSettings settings, int bound, long seed) {
        Optional<StudiedRun> in(StudyFile file) {
            return file.find(variant.name(), bound, seed, StudiedRun.hash(settings));
        }
    }

    private void study(Installation installation) throws InterruptedException, IOException {
        // all settings are made first, so that what can't be is said before hours of runs
        List<Wanted> wanted = wanted(installation);
        StudyFile file = StudyFile.open(results);
        List<Wanted> missing =
                wanted.stream().filter(run -> run.in(file).isEmpty()).toList();
        make(installation, missing.subList(0, Math.min(atMost, missing.size())), file);
        print(wanted, file);
    }

    private List<Wanted> wanted(Installation installation) {
        List<Wanted> wanted = new ArrayList<>();
        for (long seed : compared.seeds()) {
            for (String preset : presets) {
                Variant variant = Variant.named(preset);
                for (int bound : compared.bounds()) {
                    RunSettings settings = compared.settings(
                            installation, variant.name(), bound, seed, variant.changes(), variant::counts);
                    wanted.add(new Wanted(variant, settings, bound, seed));
                }
            }
        }
        return wanted;
    }

    private void make(Installation installation, List<Wanted> runs, StudyFile file)
            throws InterruptedException, IOException {
        if (runs.isEmpty()) {
            return;
        }
        Files.createDirectories(runDir);
        // before anything logs
        BrokerLog.into(runDir.resolve("kafka.log"), BrokerLog.Verbosity.QUIET);
        Preflight.check(runs.getFirst().settings());
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        TrainingBench measuring = compared.bench(installation, screen);
        long begun = System.nanoTime();
        for (int i = 0; i < runs.size(); i++) {
            screen.line(announcement(runs.get(i), i, runs.size(), begun));
            file.add(measure(measuring, runs.get(i)));
        }
    }

    private StudiedRun measure(TrainingBench measuring, Wanted run) throws InterruptedException {
        Path folder = runDir.resolve(run.settings().get(Keys.RUN));
        // of a call that was interrupted: its clock means nothing
        FileTree.delete(folder);
        TrainingMeasurement measured = measuring.measure(run.settings(), folder);
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
            Duration rest =
                    Duration.ofNanos(System.nanoTime() - begun).dividedBy(done).multipliedBy(all - done);
            left = ", about %d min left".formatted(Math.max(1, rest.toMinutes()));
        }
        return "%s, max-staleness %d, seed %d (run %d of %d%s)"
                .formatted(run.variant().name(), run.bound(), run.seed(), done + 1, all, left);
    }

    private void print(List<Wanted> wanted, StudyFile file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        RunSettings first = wanted.getFirst().settings();
        List<StudiedRun> found =
                wanted.stream().flatMap(run -> run.in(file).stream()).toList();
        if (!found.isEmpty()) {
            StudyTable table = new StudyTable(compared.target(), found);
            out.println(about(first, found));
            out.println();
            table.markdown().forEach(out::println);
            if (plot != null) {
                Files.writeString(
                        plot, StudyPlot.of(first.file().getFileName() + ", by objective and staleness", table));
            }
        }
        if (found.size() < wanted.size()) {
            out.printf(
                    "%n%d of %d runs are not made yet; the same command makes them.%n",
                    wanted.size() - found.size(), wanted.size());
        }
        out.flush();
    }

    private String about(RunSettings settings, List<StudiedRun> found) {
        return String.format(
                Locale.ROOT,
                "%s, %d runs; accuracy of at most %d held-out problems; %s; load %.1f in the mean.",
                ComparedRuns.size(settings),
                found.size(),
                compared.problems(),
                ComparedRuns.pace(settings),
                found.stream().mapToDouble(StudiedRun::load).average().orElseThrow());
    }
}
