package io.kafkagrpo.cli.past;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.report.RunCounts;
import io.kafkagrpo.report.plot.ComparisonPlot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code grpo diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        customSynopsis =
                "grpo diff [-hV] [--verbose] [--svg=FILE] [--run-dir=DIR] [--set=KEY=VALUE]... [CONFIG] OTHER-CONFIG",
        description = {
            "Compares two runs.",
            "",
            "The keys of their configurations that differ, reward and accuracy step by step, and their results; both curves as an SVG. Of a fork and the run that it began with, the steps are numbered alike. Changes nothing in Kafka. --run-dir is the first run's, as is the key run; what else --set changes is for both.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo diff arithmetic terse",
            "  grpo diff runs/seed-1 runs/seed-2 --svg seeds.svg",
            "  grpo diff a b --set kafka.bootstrap-servers=broker:9092"
        })
public final class DiffCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Where both curves are drawn (default: diff-OTHER.svg in the first run's folder).")
    private @Nullable Path svg;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        String other = run.takeSubject()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "It is not said which run the first one is compared with"));
        RunOptions.Target first = run.target();
        RunOptions.Target second = run.other(other);
        List<RunDiff.Side> sides = new ArrayList<>();
        PastRun.read(first, spec, opened -> add(opened, sides));
        PastRun.read(second, spec, opened -> add(opened, sides));
        RunDiff diff = new RunDiff(sides.getFirst(), sides.getLast());
        PrintWriter out = spec.commandLine().getOut();
        diff.print(out);
        out.println();
        out.println("Both curves: " + draw(diff, first.folder()));
        out.flush();
        return ExitCode.OK.code();
    }

    private static int add(PastRun opened, List<RunDiff.Side> sides) {
        opened.screen().status("reading the topics of " + opened.topics().run());
        TopicReader reader = new TopicReader(opened.clients());
        RunEvents events = reader.events(opened.topics());
        RunStarted started = events.started();
        if (started == null) {
            throw opened.nothing("beginning");
        }
        sides.add(new RunDiff.Side(
                opened.topics().run(), started, events, RunCounts.of(events, opened.topics(), reader)));
        opened.screen().clear();
        return ExitCode.OK.code();
    }

    private Path draw(RunDiff diff, Path folder) {
        Path file = svg == null
                ? (Files.isDirectory(folder) ? folder : Path.of(""))
                        .resolve("diff-%s.svg".formatted(diff.second().name()))
                : svg;
        try {
            return Files.writeString(
                    file,
                    ComparisonPlot.of(
                            new ComparisonPlot.Named(
                                    diff.first().name(), diff.first().events()),
                            new ComparisonPlot.Named(
                                    diff.second().name(), diff.second().events())));
        } catch (IOException e) {
            throw new UncheckedIOException("The curves can't be drawn into " + file, e);
        }
    }
}
