package io.kafkagrpo.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One user's real clients, with which each operation is tried. Every topic has a record, and nothing that is
 * tried does harm.
 */
final class Attempt implements AutoCloseable {
    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final String readable;

    /** @param readable a topic that the user may read */
    Attempt(Map<String, String> client, String servers, String readable) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("bootstrap.servers", servers);
        this.admin = Admin.create(settings);
        Map<String, Object> reading = new HashMap<>(settings);
        reading.put("allow.auto.create.topics", false);
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> writing = new HashMap<>(settings);
        // An idempotent one asks at its start for the right to write anything at all, and ends there without it.
        writing.put("enable.idempotence", false);
        this.producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
        this.readable = readable;
    }

    /** Whether the broker let the user do it. */
    boolean succeeds(ResourceType type, String name, AclOperation operation) throws Exception {
        try {
            switch (type) {
                case TOPIC -> topic(name, operation);
                case GROUP -> group(name, operation);
                case TRANSACTIONAL_ID -> transaction(name, operation);
                case CLUSTER ->
                    admin.describeLogDirs(List.of(1)).allDescriptions().get();
                default -> throw new IllegalArgumentException("nothing is tried with " + type);
            }
            return true;
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case AuthorizationException _ -> false;
                case TopicExistsException _, GroupIdNotFoundException _, TransactionalIdNotFoundException _ -> true;
                case null, default -> throw e;
            };
        } catch (AuthorizationException denied) {
            return false;
        }
    }

    private void topic(String name, AclOperation operation) throws Exception {
        TopicPartition partition = new TopicPartition(name, 0);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        switch (operation) {
            case DESCRIBE -> admin.describeTopics(List.of(name)).allTopicNames().get();
            case READ -> {
                consumer.assign(List.of(partition));
                consumer.seek(partition, 0);
                while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                    // there is a record, or the broker refuses
                }
            }
            case WRITE ->
                producer.send(new ProducerRecord<>(name, 0, new byte[] {1}, new byte[] {1}))
                        .get();
            case CREATE ->
                admin.createTopics(
                                List.of(new NewTopic(name, Optional.of(1), Optional.empty())),
                                new CreateTopicsOptions().validateOnly(true))
                        .all()
                        .get();
            case DELETE ->
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                        .all()
                        .get();
            case DESCRIBE_CONFIGS ->
                admin.describeConfigs(List.of(resource)).all().get();
            case ALTER_CONFIGS ->
                admin.incrementalAlterConfigs(
                                Map.of(
                                        resource,
                                        List.of(new AlterConfigOp(
                                                new ConfigEntry("retention.ms", "-1"), AlterConfigOp.OpType.SET))),
                                new AlterConfigsOptions().validateOnly(true))
                        .all()
                        .get();
            default -> throw new IllegalArgumentException("nothing is tried with " + operation);
        }
    }

    private void group(String name, AclOperation operation) throws Exception {
        switch (operation) {
            case READ ->
                admin.alterConsumerGroupOffsets(name, Map.of(new TopicPartition(readable, 0), new OffsetAndMetadata(0)))
                        .all()
                        .get();
            case DESCRIBE -> admin.describeConsumerGroups(List.of(name)).all().get();
            case DELETE -> admin.deleteConsumerGroups(List.of(name)).all().get();
            default -> throw new IllegalArgumentException("nothing is tried with " + operation);
        }
    }

    private void transaction(String name, AclOperation operation) throws Exception {
        switch (operation) {
            case DESCRIBE -> admin.describeTransactions(List.of(name)).all().get();
            // what a producer does first with the id
            case WRITE -> admin.fenceProducers(List.of(name)).all().get();
            default -> throw new IllegalArgumentException("nothing is tried with " + operation);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        admin.close();
    }
}
