package io.kafkagrpo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
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
            try (Admin admin = admin(address)) {
                admin.createTopics(List.of(new NewTopic("t", 2, (short) 1)))
                        .all()
                        .get();
            }
            try (Producer<String, byte[]> producer = producer(address)) {
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
            readCommitted(address, "t", 2, values);
        }

        // Then what was committed is there, and nothing else
        assertThat(values).containsExactlyInAnyOrder("kept", "kept too");
    }

    private static Admin admin(String address) {
        return Admin.create(Map.of("bootstrap.servers", address));
    }

    private static Producer<String, byte[]> producer(String address) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "transactional.id", "test"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Reads a topic to its end, which the positions show, for an aborted record is never handed over. */
    private static void readCommitted(String address, String topic, int partitions, List<String> values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", address, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> assigned = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(assigned);
            consumer.seekToBeginning(assigned);
            Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(entry -> values.add(new String(entry.value(), StandardCharsets.UTF_8)));
            }
        }
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
                Admin admin = admin(broker.bootstrapServers())) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
        BrokerPorts ports = BrokerPorts.last(folder.resolve("ports.properties")).orElseThrow();

        // When both of its ports are taken at the next start
        try (ServerSocket _ = new ServerSocket(ports.client(), 1, InetAddress.getLoopbackAddress());
                ServerSocket _ = new ServerSocket(ports.controller(), 1, InetAddress.getLoopbackAddress());
                EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = admin(broker.bootstrapServers())) {
            // Then it is elsewhere, with its topic
            assertThat(broker.bootstrapServers()).isNotEqualTo("127.0.0.1:" + ports.client());
            assertThat(admin.listTopics().names().get()).contains("t");
            // And: who wrote the old address down still knows whose it was
            String now = broker.bootstrapServers();
            assertThat(EmbeddedBroker.lastAddress(folder)).isEqualTo(now);
            for (String address : List.of(now, "127.0.0.1:" + ports.client())) {
                assertThat(EmbeddedBroker.isAddressOf(folder, address))
                        .as(address)
                        .isTrue();
            }
            for (String other : List.of("", "127.0.0.1:" + ports.controller(), "broker:" + ports.client())) {
                assertThat(EmbeddedBroker.isAddressOf(folder, other)).as(other).isFalse();
            }
        }
    }

    @Test
    void refusesATakenPortWithOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
                    .isInstanceOfSatisfying(
                            BrokerException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(BrokerException.Reason.PORT_TAKEN))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("kafka.port");
        }
    }
}
