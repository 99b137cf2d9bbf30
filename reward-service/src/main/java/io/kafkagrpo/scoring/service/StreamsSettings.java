package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.scoring.CommitPace;
import io.kafkagrpo.settings.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams for this service. */
public final class StreamsSettings {
    /**
     * Room for a few groups: in the usual 16 KiB there is none for one of many kilobytes, which then is a request
     * of its own. Each partition that is written to holds so much of the buffer.
     */
    private static final int BATCH_BYTES = 128 << 10;

    /** Above the default by what one record can take. */
    private static final long BUFFER_BYTES = 64L << 20;

    /** Of all threads together: members of groups that end before the next commit. */
    private static final long CACHE_BYTES = 48L << 20;

    private static final int SESSION_TIMEOUT_MS = 10_000;

    private StreamsSettings() {}

    static Properties of(ServiceSettings service) {
        return of(
                service.clients(),
                service.applicationId(),
                new RunFolder(service.runDirectory()).streams(),
                service.run().get(Keys.SCORING_THREADS),
                service.run().get(Keys.REPLICATION_FACTOR),
                service.largestRecordBytes());
    }

    static Properties ofSlow(ServiceSettings service) {
        return forSlow(of(service), service.run().get(Keys.REWARDS_IN_FLIGHT));
    }

    /**
     * The same where functions take time: answers are looked for often, and not much more is fetched than may be
     * in flight.
     */
    public static Properties forSlow(Properties properties, int inFlight) {
        int atOnce = Math.clamp(inFlight / 4, 1, 1000);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, atOnce);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), atOnce);
        return properties;
    }

    public static Properties of(
            KafkaClients clients,
            String applicationId,
            Path stateDirectory,
            int threads,
            int replication,
            int largestRecordBytes) {
        Properties properties = new Properties();
        properties.putAll(clients.connection());
        // Streams refuses it, with a warning per client; ClusterWatch has waited for the names before.
        properties.remove(CommonClientConfigs.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, CommitPace.LATEST.toMillis());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        // There is no global table; unset, Streams warns at each start.
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Known again after a restart, even a kill -9: it takes its tasks up at once, without a session's timeout.
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId(stateDirectory));
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2000);
        // a changelog entry is a little larger than its record
        long largestRequest = Math.min(Integer.MAX_VALUE, largestRecordBytes + (2L << 20));
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Long.toString(largestRequest));
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                Long.toString(BUFFER_BYTES + largestRequest));
        return properties;
    }

    /** The name of this state directory's owner in the consumer group: made once and kept with the state. */
    private static String instanceId(Path stateDirectory) {
        try {
            Files.createDirectories(stateDirectory);
            Path file = stateDirectory.resolve("instance-id");
            if (!Files.exists(file)) {
                Path draft = stateDirectory.resolve("instance-id.new");
                Files.writeString(draft, UUID.randomUUID().toString());
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("The state directory " + stateDirectory + " can't be written.", e);
        }
    }
}
