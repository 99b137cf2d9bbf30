package io.kafkagrpo.cli.past;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.RunOptions;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import picocli.CommandLine.Model.CommandSpec;

/** Opens a run's Kafka, a cluster or the embedded broker of its run-dir, for a command that only reads. */
public final class PastRun {
    private PastRun() {}

    /** What is done with the run's topics. */
    @FunctionalInterface
    public interface Reading {
        /** Returns the command's exit code. Progress goes to the screen, which is not where results go. */
        int of(KafkaClients clients, Topics topics, Screen screen) throws InterruptedException;
    }

    /** Reads a run of a cluster, one that rests in its folder, or one that another process works on at this moment. */
    static int read(RunOptions run, CommandSpec spec, Reading reading) throws InterruptedException {
        return read(run.target(), spec, reading);
    }

    /** The same of a run that is known. */
    public static int read(RunOptions.Target target, CommandSpec spec, Reading reading) throws InterruptedException {
        RunSettings settings = target.settings();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        RunFolder files = new RunFolder(target.folder());
        String own = EmbeddedBroker.lastAddress(files.kafka());
        String servers = settings.find(Keys.BOOTSTRAP_SERVERS).orElse(own);
        boolean rests = servers.equals(own) && !RunDirectory.isHeld(files.path());
        int code = rests
                ? readResting(target, spec, screen, reading)
                : readServed(Connection.of(settings, servers, Role.READER), settings, screen, reading);
        spec.commandLine().getOut().flush();
        return code;
    }

    private static int readResting(RunOptions.Target target, CommandSpec spec, Screen screen, Reading reading)
            throws InterruptedException {
        try (RunDirectory directory = RunDirectory.open(target.folder())) {
            BrokerLog.into(
                    directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            try (RunKafka kafka = RunKafka.open(target.settings(), directory, screen, Role.READER)) {
                return reading.of(kafka.clients(), topics(target.settings()), screen);
            }
        }
    }

    private static int readServed(KafkaClients clients, RunSettings settings, Screen screen, Reading reading)
            throws InterruptedException {
        try (RunKafka kafka = RunKafka.at(clients, screen)) {
            return reading.of(kafka.clients(), topics(settings), screen);
        }
    }

    private static Topics topics(RunSettings settings) {
        return new Topics(settings.get(Keys.RUN));
    }

    /** What a command says of a name under which it finds nothing. */
    static CommandFailure nothing(String what, Topics topics, KafkaClients clients) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "There is no %s in the run '%s' of the Kafka at %s."
                        .formatted(what, topics.run(), clients.bootstrapServers()));
    }
}
