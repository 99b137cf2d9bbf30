package io.kafkagrpo.scoring.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka's client calls damaged bytes something that passes; a thread that is replaced for it would be
 * replaced for ever.
 */
@Timeout(120)
class DamagedCompletionsTest {
    private static final Topics TOPICS = new Topics("damaged");

    @Test
    void aDamagedLogEndsTheServiceWithASentence(@TempDir Path folder) throws Exception {
        // Given completions of which one is no longer what was written
        Path data = folder.resolve("broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin();
                    Producer<String, byte[]> producer = clients.writer(Map.of())) {
                admin.createTopics(TOPICS.definitions(1, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
                producer.send(new ProducerRecord<>(TOPICS.completions(), "key", new byte[100]))
                        .get();
            }
        }
        Path segment = data.resolve("data/damaged.completions-0/00000000000000000000.log");
        byte[] log = Files.readAllBytes(segment);
        log[log.length - 1] ^= 1;
        Files.write(segment, log);
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            // When they are read with the service's settings and clients
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of()).withLogs(data.resolve("data"));
            StreamsBuilder builder = new StreamsBuilder();
            builder.stream(TOPICS.completions(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()));
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            try (KafkaStreams streams = new KafkaStreams(
                    builder.build(),
                    StreamsSettings.of(clients, "damaged.reward-service", folder.resolve("streams"), 1, 1, 1 << 20),
                    new StreamsClients(clients.logs()))) {
                streams.setUncaughtExceptionHandler(thrown -> {
                    failure.complete(thrown);
                    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                });
                streams.start();
                Throwable thrown = failure.get(90, TimeUnit.SECONDS);
                // Then
                assertThat(thrown).hasStackTraceContaining("DamagedLogException");
                assertThat(Failures.isRetriable(thrown)).isFalse();
                assertThat(Failures.exitCode(thrown)).isEqualTo(ExitCode.DATA);
                assertThat(Failures.sentence(thrown))
                        .startsWith("The log of damaged.completions-0 is damaged at offset 0 (file %s): "
                                .formatted(segment.toAbsolutePath()));
                streams.close(Duration.ofSeconds(20));
            }
        }
    }
}
