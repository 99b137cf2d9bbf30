package io.kafkagrpo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.settings.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    Path folder;

    @Test
    void committedRecordsSurviveARestartAtTheSameAddress() throws Exception {
        // Given a committed and an aborted transaction
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            address = broker.bootstrapServers();
            KafkaClients clients = new KafkaClients(address, Map.of());
            try (var admin = clients.admin()) {
                admin.createTopics(List.of(new NewTopic("t", 2, (short) 1)))
                        .all()
                        .get();
            }
            try (var producer = clients.writer(Map.of("transactional.id", "test"))) {
                producer.initTransactions();
                producer.beginTransaction();
                send(producer, "t", 0, "a", "kept");
                send(producer, "t", 1, "b", "kept too");
                producer.commitTransaction();
                producer.beginTransaction();
                send(producer, "t", 0, "c", "aborted");
                producer.abortTransaction();
            }
        }
        assertThat(EmbeddedBroker.existsIn(folder)).isTrue();
        assertThat(EmbeddedBroker.lastAddress(folder)).isEqualTo(address);

        // When it starts again
        List<String> values = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            new TopicReader(new KafkaClients(address, Map.of()))
                    .readAll("t", entry -> values.add(new String(entry.value(), StandardCharsets.UTF_8)));
        }

        // Then what was committed is there, and nothing else
        assertThat(values).containsExactlyInAnyOrder("kept", "kept too");
    }

    private static void send(Producer<String, byte[]> producer, String topic, int partition, String key, String value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, key, value.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    @Test
    void startsElsewhereIfItsOldPortsAreTakenAndKeepsItsData() throws Exception {
        // Given a broker with a topic that ran at some port
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                var admin = new KafkaClients(broker.bootstrapServers(), Map.of()).admin()) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
        BrokerPorts ports = BrokerPorts.last(folder.resolve("ports.properties")).orElseThrow();

        // When both of its ports are taken at the next start
        try (ServerSocket _ = new ServerSocket(ports.client(), 1, InetAddress.getLoopbackAddress());
                ServerSocket _ = new ServerSocket(ports.controller(), 1, InetAddress.getLoopbackAddress());
                EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                var admin = new KafkaClients(broker.bootstrapServers(), Map.of()).admin()) {
            // Then it is elsewhere, with its topic
            assertThat(broker.bootstrapServers()).isNotEqualTo("127.0.0.1:" + ports.client());
            assertThat(admin.listTopics().names().get()).contains("t");
        }
    }

    @Test
    void refusesATakenPortWithOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
                    .isInstanceOfSatisfying(
                            CommandFailure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.PORT.code()))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("kafka.port");
        }
    }
}
