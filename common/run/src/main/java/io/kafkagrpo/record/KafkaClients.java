package io.kafkagrpo.record;

import io.kafkagrpo.record.transaction.WholeTransactionProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Kafka clients of a run, all with the same connection settings.
 *
 * @param bootstrapServers the cluster
 * @param security TLS and SASL settings as kafka-clients takes them, and others that all clients share;
 *      may be empty
 * @param logs where a broker on this machine keeps its logs, so that a damaged file can be named; null where
 *      there is none
 */
public record KafkaClients(
        String bootstrapServers,
        Map<String, String> security,
        @Nullable Path logs) {
    private static final Duration RESOLVE_FOR = Duration.ofDays(365);
    private static final int FETCH_BYTES = 64 << 20;

    public KafkaClients {
        security = Map.copyOf(security);
    }

    /** Of a cluster that is somewhere. */
    public KafkaClients(String bootstrapServers, Map<String, String> security) {
        this(bootstrapServers, security, null);
    }

    /** The same clients, of a broker that may keep its logs in this folder. */
    public KafkaClients withLogs(Path folder) {
        return new KafkaClients(bootstrapServers, security, folder);
    }

    /** The same clients with further settings, which win. */
    public KafkaClients with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(security);
        all.putAll(settings);
        return new KafkaClients(bootstrapServers, all, logs);
    }

    /** Without the settings, which hold passwords. */
    @Override
    public String toString() {
        return "clients of Kafka at " + bootstrapServers;
    }

    /** The connection settings alone. */
    public Map<String, Object> connection() {
        Map<String, Object> properties = new HashMap<>(security);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        // Reconnect soon after a broker returns; a run is worth more than a few refused connections.
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2000);
        // A name that can't be resolved yet is waited for like a broker that doesn't answer yet: in a cluster that
        // starts, names come with their pods. Without this a client isn't even made.
        properties.put(CommonClientConfigs.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG, RESOLVE_FOR.toMillis());
        return properties;
    }

    /** An admin client. */
    public Admin admin() {
        Map<String, Object> properties = connection();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
        return Admin.create(properties);
    }

    /** A consumer of committed records that assigns its partitions itself. */
    public Consumer<String, byte[]> reader() {
        return reader(Map.of());
    }

    /** A consumer of committed records with further settings, such as a group id. */
    public Consumer<String, byte[]> reader(Map<String, Object> more) {
        Map<String, Object> properties = connection();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        properties.putAll(more);
        return new LogConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer(), logs);
    }

    /** An idempotent producer that waits for all replicas; its transactions are whole. */
    public Producer<String, byte[]> writer(Map<String, Object> more) {
        Map<String, Object> properties = connection();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // The topics bound a record's size; the client need not be stricter.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 512 << 20);
        properties.putAll(more);
        return new WholeTransactionProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Waits for what Kafka answers an admin client.
     *
     * @throws KafkaException what Kafka says instead
     */
    public static <T> T answer(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
