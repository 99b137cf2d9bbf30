package io.kafkagrpo.cli.past;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.RunOptions;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import picocli.CommandLine.Model.CommandSpec;

/** Opens a run's Kafka, a cluster or the embedded broker of its run-dir, for a command that only reads. */
final class PastRun {
    private PastRun() {}

    /** What is done with the run's topics. */
    @FunctionalInterface
    interface Reading {
        /** Returns the command's exit code. Progress goes to the screen, which is not where results go. */
        int of(KafkaClients clients, Topics topics, Screen screen) throws InterruptedException;
    }

    static int read(RunOptions run, CommandSpec spec, Reading reading) throws InterruptedException {
        RunOptions.Target target = run.target();
        RunSettings settings = target.settings();
        try (RunDirectory directory = RunDirectory.open(target.folder())) {
            BrokerLog.into(
                    directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
            try (RunKafka kafka = RunKafka.open(settings, directory, screen, Role.READER)) {
                int code = reading.of(kafka.clients(), new Topics(settings.get(Keys.RUN)), screen);
                spec.commandLine().getOut().flush();
                return code;
            }
        }
    }

    /** What a command says of a name under which it finds nothing. */
    static CommandFailure nothing(String what, Topics topics, KafkaClients clients) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "There is no %s in the run '%s' of the Kafka at %s."
                        .formatted(what, topics.run(), clients.bootstrapServers()));
    }
}
