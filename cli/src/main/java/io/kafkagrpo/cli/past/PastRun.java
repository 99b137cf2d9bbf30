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
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A run that is there, opened: on a cluster, or with the embedded broker of its run-dir. Every command that looks
 * back at a run opens it here.
 *
 * @param settings of the run
 * @param files of its folder, which need not be there where the run is on a cluster
 * @param clients of its Kafka
 * @param topics by its name
 * @param screen where progress goes; results go elsewhere, unless the command says otherwise
 */
public record PastRun(RunSettings settings, RunFolder files, KafkaClients clients, Topics topics, Screen screen) {

    /** What is done with a run; returns the command's exit code. */
    @FunctionalInterface
    public interface Reading {
        int of(PastRun run) throws InterruptedException;
    }

    /** The same with the run's folder, which no other process works in meanwhile. */
    @FunctionalInterface
    public interface Work {
        int on(PastRun run, RunDirectory directory) throws InterruptedException, IOException;
    }

    /**
     * Reads a run of a cluster, one that rests in its folder, or one that another process works on at this moment.
     * Progress goes to stderr.
     */
    public static int read(RunOptions run, CommandSpec spec, Reading reading) throws InterruptedException {
        return read(run.target(), spec, reading);
    }

    /** The same for a run that was found before. */
    public static int read(RunOptions.Target target, CommandSpec spec, Reading reading) throws InterruptedException {
        RunSettings settings = target.settings();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        RunFolder files = new RunFolder(target.folder());
        String servers = settings.find(Keys.BOOTSTRAP_SERVERS).orElse("");
        if (servers.isEmpty() || EmbeddedBroker.isAddressOf(files.kafka(), servers)) {
            servers = EmbeddedBroker.lastAddress(files.kafka());
        }
        boolean isEmbedded = servers.equals(EmbeddedBroker.lastAddress(files.kafka()));
        int code;
        if (isEmbedded && !RunDirectory.isHeld(files.path())) {
            code = hold(target, spec, Role.READER, screen, (opened, _) -> reading.of(opened));
        } else {
            try (RunKafka kafka = RunKafka.at(Connection.of(settings, servers, Role.READER), screen)) {
                code = reading.of(opened(settings, files, kafka, screen));
            }
        }
        spec.commandLine().getOut().flush();
        return code;
    }

    /**
     * Works on a run and in its folder, which is made where the run is on a cluster.
     *
     * @param role with whose credentials
     * @throws CommandFailure if another process works in the folder
     */
    public static int hold(RunOptions run, CommandSpec spec, Role role, Screen screen, Work work)
            throws InterruptedException {
        return hold(run.target(), spec, role, screen, work);
    }

    private static int hold(RunOptions.Target target, CommandSpec spec, Role role, Screen screen, Work work)
            throws InterruptedException {
        try (RunDirectory directory = RunDirectory.open(target.folder())) {
            BrokerLog.into(
                    directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            try (RunKafka kafka = RunKafka.open(target.settings(), directory, screen, role)) {
                return work.on(opened(target.settings(), directory.files(), kafka, screen), directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static PastRun opened(RunSettings settings, RunFolder files, RunKafka kafka, Screen screen) {
        return new PastRun(settings, files, kafka.clients(), new Topics(settings.get(Keys.RUN)), screen);
    }

    /** What a command says of a name under which it finds nothing. */
    public CommandFailure nothing(String what) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "There is no %s in the run '%s' of the Kafka at %s."
                        .formatted(what, topics.run(), clients.bootstrapServers()));
    }

    /** What a command says of a run that has no beginning in Kafka. */
    public CommandFailure notBegun() {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "No run '%s' has begun in the Kafka at %s; the key run names it, and kafka.bootstrap-servers the cluster."
                        .formatted(topics.run(), clients.bootstrapServers()));
    }
}
