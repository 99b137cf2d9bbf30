package io.kafkagrpo.record.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.KafkaClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fault that the producer is for shows in Kafka's own after some thousand transactions beside busy threads, and here not:
 *
 * <pre>mvn -pl common/run -am test -Dtest=WholeTransactionProducerTest -Dsurefire.failIfNoSpecifiedTests=false
 *     -Dtransactions=6000 -Dbusy=6 [-Dproducer=kafka]</pre>
 */
class WholeTransactionProducerTest {
    private static final int TRANSACTIONS = Integer.getInteger("transactions", 200);
    private static final int PARTITIONS = 16;

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(folder, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("large", 1, (short) 1),
                            new NewTopic("small", PARTITIONS, (short) 1)
                                    .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000"))))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void allOfATransactionIsAcknowledgedWhenItIsCommitted() {
        Map<String, Object> settings = clients.connection();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "pen");
        for (int busy = 0; busy < Integer.getInteger("busy", 0); busy++) {
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
        try (Producer<byte[], byte[]> producer = "kafka".equals(System.getProperty("producer"))
                ? new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())
                : new WholeTransactionProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                producer.beginTransaction();
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                sent.add(producer.send(new ProducerRecord<>("large", 0, null, new byte[50_000])));
                producer.flush();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    sent.add(producer.send(new ProducerRecord<>("small", partition, null, new byte[100])));
                }
                producer.commitTransaction();
                assertThat(sent).as("transaction %d", transaction).allMatch(Future::isDone);
            }
        }
    }

    /** Whether the commit waits can't be left to the rare moment in which it matters. */
    @Test
    void aCommitFlushesFirst() {
        Map<String, Object> settings = clients.connection();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "pen");
        List<String> calls = new ArrayList<>();
        try (var producer =
                new WholeTransactionProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void flush() {
                        calls.add("flush");
                        super.flush();
                    }
                }) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.commitTransaction();
            assertThat(calls).containsExactly("flush");
        }
    }

    @Test
    void aRecordThatFailedFailsTheCommit() {
        try (Producer<String, byte[]> producer = clients.writer(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, "pen", ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000))) {
            producer.initTransactions();
            producer.beginTransaction();
            // larger than what the topic takes
            var _ = producer.send(new ProducerRecord<>("small", 0, "key", new byte[5_000]));
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    void theClientsOfARunWriteSo() {
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            assertThat(producer).isInstanceOf(WholeTransactionProducer.class);
        }
    }
}
