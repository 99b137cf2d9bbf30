package io.kafkagrpo.cli.launch;

import io.kafkagrpo.broker.BrokerException;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
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

    /** Starts the embedded broker in the run's folder, or waits for the cluster that the settings name. */
    public static RunKafka open(RunSettings settings, RunDirectory directory, Screen screen)
            throws InterruptedException {
        String servers = settings.find(Keys.BOOTSTRAP_SERVERS).orElse("");
        if (servers.isEmpty()
                || servers.equals(EmbeddedBroker.lastAddress(directory.files().kafka()))) {
            screen.status("starting the embedded Kafka broker");
            EmbeddedBroker.onHalt(directory.files().kafka(), BrokerFailure::endProcess);
            EmbeddedBroker broker = start(directory, settings.get(Keys.KAFKA_PORT));
            return new RunKafka(broker, new KafkaClients(broker.bootstrapServers(), settings.kafkaClient()));
        }
        KafkaClients clients = new KafkaClients(servers, settings.kafkaClient());
        await(clients, screen);
        return new RunKafka(null, clients);
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

    private static void await(KafkaClients clients, Screen screen) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            boolean answered = false;
            while (!answered) {
                try {
                    admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    answered = true;
                } catch (ExecutionException | TimeoutException notYet) {
                    screen.status("waiting for Kafka at %s, which does not answer (kafka.bootstrap-servers)"
                            .formatted(clients.bootstrapServers()));
                }
            }
        }
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
    }
}
