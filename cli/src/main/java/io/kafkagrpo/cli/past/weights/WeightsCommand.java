package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.Pager;
import io.kafkagrpo.process.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code grpo weights}. */
@Command(
        name = "weights",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the weight versions of a run.",
            "",
            "Each with its kind, the bytes that travelled and their share of a full snapshot, of a delta how many of all values it changed, the step that made it, the checksum of the weights, how long it was sent, and whether it can still be read: 'gone' where retention has deleted chunks of it, 'base gone' where it has deleted those of a version that it builds on. On a terminal they go through a pager ($PAGER, else less). Changes nothing in Kafka.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo weights arithmetic",
            "  grpo weights runs/seed-1 | grep full",
            "  grpo weights arithmetic --set kafka.bootstrap-servers=broker:9092",
            "",
            "Exit codes: 0 listed, 3 no such run, or none of its versions yet; the others as everywhere. grpo export writes one of them as a model."
        })
public final class WeightsCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        return PastRun.read(run, spec, this::list);
    }

    private int list(PastRun opened) {
        opened.screen().status("reading the topics of " + opened.topics().run());
        WeightsTable table = new WeightsTable(LoggedVersions.read(opened));
        opened.screen().clear();
        try (Pager pager = Pager.ofThisProcess(spec.commandLine().getOut())) {
            table.print(pager.out());
        }
        return ExitCode.OK.code();
    }
}
