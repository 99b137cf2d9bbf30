package io.kafkagrpo.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clients of a real broker. */
class KafkaMetersTest {
    private static final String TOPIC = "measured";
    private static final String LAG = "kafka.consumer.fetch.manager.records.lag";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        Metrics.removeRegistry(registry);
    }

    @Test
    void aClientsFiguresAreShownAsLongAsItLives() throws Exception {
        // Given three records, of which a consumer is given one at a time
        Metrics.addRegistry(registry);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of()).with(KafkaMeters.SETTINGS);
            try (Admin admin = clients.admin()) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
                for (int i = 0; i < 3; i++) {
                    producer.send(RunHeader.NONE.record(TOPIC, null, "key", new byte[] {1}))
                            .get();
                }
                assertThat(registry.get("kafka.producer.topic.record.send.total")
                                .tag("topic", TOPIC)
                                .functionCounter()
                                .count())
                        .isEqualTo(3);
            }
            try (Consumer<String, byte[]> consumer = clients.reader(Map.of("max.poll.records", "1"))) {
                consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
                while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
                    // the broker has the records, so they come
                }
                // When it has read the first one, Then two lie before it, and all meters of a name have the same
                // labels
                assertThat(registry.get(LAG)
                                .tags("topic", TOPIC, "partition", "0")
                                .gauge()
                                .value())
                        .isEqualTo(2);
                registry.getMeters().stream()
                        .map(Meter::getId)
                        .forEach(one -> assertThat(labels(one)).isEqualTo(labels(sibling(one))));
            }
        }
        // And nothing of closed clients is left
        Collection<Gauge> gauges = registry.find(LAG).gauges();
        Collection<FunctionCounter> counters =
                registry.find("kafka.producer.topic.record.send.total").functionCounters();
        assertThat(gauges).isEmpty();
        assertThat(counters).isEmpty();
    }

    private Meter.Id sibling(Meter.Id one) {
        return registry.get(one.getName()).meter().getId();
    }

    private static List<String> labels(Meter.Id id) {
        return id.getTags().stream().map(tag -> tag.getKey()).toList();
    }
}
