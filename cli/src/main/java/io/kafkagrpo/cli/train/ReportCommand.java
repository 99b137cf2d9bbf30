package io.kafkagrpo.cli.train;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
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
        RunOptions.Target target = run.target();
        RunSettings settings = target.settings();
        try (RunDirectory directory = RunDirectory.open(target.folder())) {
            BrokerLog.into(
                    directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
            try (RunKafka kafka = RunKafka.open(settings, directory, screen, Role.READER)) {
                screen.settle();
                Topics topics = new Topics(settings.get(Keys.RUN));
                TopicReader reader = new TopicReader(kafka.clients());
                RunResults results = new RunResults(settings, directory, topics, reader);
                RunEvents events = results.events();
                if (events.started() == null) {
                    throw noRun(settings, kafka);
                }
                results.write(events).print(screen);
            }
        }
        return 0;
    }

    private static CommandFailure noRun(RunSettings settings, RunKafka kafka) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "No run '%s' has begun in the Kafka at %s; the key run names it, and kafka.bootstrap-servers the cluster."
                        .formatted(settings.get(Keys.RUN), kafka.clients().bootstrapServers()));
    }
}
