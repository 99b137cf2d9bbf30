package io.kafkagrpo.cli.cluster;

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
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which Kafka: a cluster, or the embedded broker of a run-dir. */
final class ClusterOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "The cluster: kafka.bootstrap-servers=HOST:PORT, and kafka.properties-file=FILE or other kafka. keys for TLS and SASL; may be given again.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "Instead of a cluster: the folder of a run with the embedded broker's data.")
    private @Nullable Path runDir;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** What is done with the Kafka that was asked for. */
    @FunctionalInterface
    interface Work {
        void with(RunKafka kafka, Screen screen) throws InterruptedException;
    }

    /** Opens Kafka for an operator, does the work and closes it. */
    void run(Work work) throws InterruptedException {
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        Map<String, String> keys = keys();
        @Nullable String servers = keys.get(Keys.BOOTSTRAP_SERVERS.name());
        if (servers != null) {
            try (RunKafka kafka = RunKafka.at(Connection.of(keys, "--set", servers, Role.OPERATOR), screen)) {
                work.with(kafka, screen);
            }
        } else if (runDir != null) {
            try (RunDirectory directory = RunDirectory.open(runDir)) {
                BrokerLog.into(
                        directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
                try (RunKafka kafka = RunKafka.embedded(directory)) {
                    work.with(kafka, screen);
                }
            }
        } else {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "It is not said which Kafka: name a cluster with --set kafka.bootstrap-servers=HOST:PORT, or a run's folder with --run-dir DIR.");
        }
    }

    /** So that no broker is started for a folder that holds no run. */
    void refuseEmptyFolder() {
        if (runDir != null && !EmbeddedBroker.existsIn(new RunFolder(runDir).kafka())) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "%s holds no run, for there is no Kafka data in its folder kafka."
                            .formatted(Objects.requireNonNull(runDir)));
        }
    }

    private Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String change : changes) {
            int equals = change.indexOf('=');
            String key = change.substring(0, Math.max(0, equals)).strip();
            if (equals < 1) {
                throw new SettingsException(
                        "'%s' is not a key with its value; it is written KEY=VALUE.".formatted(change));
            }
            if (!key.equals(Keys.BOOTSTRAP_SERVERS.name())
                    && !key.equals(Keys.KAFKA_PROPERTIES_FILE.name())
                    && !key.matches("kafka\\.(security|sasl|ssl)\\..+")) {
                throw new SettingsException(
                        "--set: '%s' doesn't tell where Kafka is; here it takes kafka.bootstrap-servers, kafka.properties-file and keys that begin with kafka.security., kafka.sasl. or kafka.ssl."
                                .formatted(key));
            }
            keys.put(key, change.substring(equals + 1).strip());
        }
        return keys;
    }
}
