package io.kafkagrpo.cli.past;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.report.paid.PaidReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code grpo report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a run's figures, as far as it has come, from its topics alone.",
            "",
            "Into the run-dir go report.json, metrics.csv, reward.svg and tensorboard, as 'grpo train' writes them. For runs whose services were started otherwise (docker compose, Kubernetes) and for runs that were interrupted. Changes nothing in Kafka.",
            "",
            "Prints what the highest-paid completions have in common beside all others, over time: length, repetition, markup, and what stands out as a hint. Whether that is what was meant to be paid, a person decides.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo report arithmetic",
            "  grpo report gsm8k-qwen2.5-0.5b --set kafka.bootstrap-servers=broker:9092 --run-dir figures",
            "  tensorboard --logdir figures"
        })
public final class ReportCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        return PastRun.hold(run, spec, Role.READER, screen, ReportCommand::report);
    }

    private static int report(PastRun opened, RunDirectory directory) {
        opened.screen().settle();
        RunResults results =
                new RunResults(opened.settings(), directory, opened.topics(), new TopicReader(opened.clients()));
        RunEvents events = results.events();
        if (events.started() == null) {
            throw opened.notBegun();
        }
        RunResults.Written written = results.write(events);
        written.print(opened.screen());
        PaidReport paid = written.report().highestPaid();
        if (paid != null) {
            PaidTable.lines(paid).forEach(opened.screen()::line);
        }
        return ExitCode.OK.code();
    }
}
