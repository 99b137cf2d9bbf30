package io.kafkagrpo.cli.launch;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.BrokerException;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;

/** A run's Kafka: the embedded broker, or an existing cluster, which may have to be waited for. */
public final class RunKafka implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final @Nullable EmbeddedBroker broker;
    private final KafkaClients clients;

    private RunKafka(@Nullable EmbeddedBroker broker, KafkaClients clients) {
        this.broker = broker;
        this.clients = clients;
    }

    /**
     * Starts the embedded broker in the run's folder, or waits for the cluster that the settings name.
     *
     * @param role with whose credentials
     */
    public static RunKafka open(RunSettings settings, RunDirectory directory, Screen screen, Role role)
            throws InterruptedException {
        String servers = settings.find(Keys.BOOTSTRAP_SERVERS).orElse("");
        if (servers.isEmpty() || EmbeddedBroker.isAddressOf(directory.files().kafka(), servers)) {
            if (!Connection.security(settings, role).isEmpty()) {
                throw new SettingsException(
                        "%s: kafka.bootstrap-servers is missing; the settings of security in file, configuration or environment are a cluster's, and the embedded broker is reached in the clear."
                                .formatted(settings.file()));
            }
            screen.status("starting the embedded Kafka broker");
            EmbeddedBroker.onHalt(directory.files().kafka(), BrokerFailure::endProcess);
            EmbeddedBroker broker = start(directory, settings.get(Keys.KAFKA_PORT));
            return of(broker, directory);
        }
        return at(Connection.of(settings, servers, role), screen);
    }

    /** Waits for a cluster. */
    public static RunKafka at(KafkaClients clients, Screen screen) throws InterruptedException {
        await(clients, screen);
        return new RunKafka(null, clients);
    }

    /** Starts the embedded broker in a run's folder, whatever its configuration says. */
    public static RunKafka embedded(RunDirectory directory) {
        return of(start(directory, 0), directory);
    }

    private static RunKafka of(EmbeddedBroker broker, RunDirectory directory) {
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        return new RunKafka(broker, clients.withLogs(directory.files().kafkaLogs()));
    }

    private static EmbeddedBroker start(RunDirectory directory, int port) {
        try {
            return EmbeddedBroker.start(directory.files().kafka(), port);
        } catch (BrokerException e) {
            throw BrokerFailure.of(e);
        }
    }

    public KafkaClients clients() {
        return clients;
    }

    /** Whether it is the broker of this command alone. */
    public boolean isEmbedded() {
        return broker != null;
    }

    private static void await(KafkaClients clients, Screen screen) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            boolean answered = false;
            while (!answered) {
                try {
                    admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    answered = true;
                } catch (ExecutionException | TimeoutException notYet) {
                    refuseUnauthenticated(notYet, clients);
                    screen.status("waiting for Kafka at %s, which does not answer (kafka.bootstrap-servers)"
                            .formatted(clients.bootstrapServers()));
                }
            }
        }
    }

    /** Waiting makes no password right and no certificate trusted. */
    private static void refuseUnauthenticated(Exception failure, KafkaClients clients) {
        if (failure.getCause() instanceof AuthenticationException refused) {
            throw new CommandFailure(
                    ExitCode.KAFKA,
                    "Kafka at %s and this command don't trust each other: %s."
                            .formatted(clients.bootstrapServers(), ErrorMessages.of(refused)),
                    refused);
        }
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
    }
}
