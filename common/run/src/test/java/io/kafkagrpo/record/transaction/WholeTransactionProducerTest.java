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

class WholeTransactionProducerTest {
    private static final int TRANSACTIONS = 200;
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

    /** Counts what is still on its way when the commit is asked for. */
    private static final class Watched extends WholeTransactionProducer<byte[], byte[]> {
        private final List<Future<RecordMetadata>> sent = new ArrayList<>();
        private boolean flushed;

        Watched(Map<String, Object> settings) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            flushed = false;
            Future<RecordMetadata> future = super.send(record);
            sent.add(future);
            return future;
        }

        @Override
        public void flush() {
            super.flush();
            flushed = true;
        }
    }

    @Test
    void everyRecordIsAcknowledgedBeforeTheEndIsAskedFor() {
        Map<String, Object> settings = clients.connection();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "pen");
        try (Watched producer = new Watched(settings)) {
            producer.initTransactions();
            for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                producer.beginTransaction();
                var _ = producer.send(new ProducerRecord<>("large", 0, null, new byte[50_000]));
                producer.flush();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    var _ = producer.send(new ProducerRecord<>("small", partition, null, new byte[100]));
                }
                producer.commitTransaction();
                assertThat(producer.flushed).isTrue();
                assertThat(producer.sent).allMatch(Future::isDone);
                producer.sent.clear();
            }
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
