package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bit is flipped in the file of a real broker's log, at each place of a batch that means something. */
@Timeout(120)
class DamagedLogTest {
    /**
     * Bytes of a batch's head: offset 0 to 7, length 8 to 11, epoch of the leader 12 to 15, magic 16, checksum
     * 17 to 20.
     */
    private static final int HEAD = 61;

    /**
     * Low bytes of the length: what lies at the wrong place behind such a batch is taken for a length, and where it
     * comes out as a negative one Kafka doesn't start over the log at all, which its own halt tells.
     */
    private static final Set<Integer> MISALIGNED = Set.of(9, 10, 11);

    private static final int BATCHES = 4;
    private static final int PLACES = HEAD + 10;
    private static final String SEGMENT = "00000000000000000000.log";

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    /** Four batches of one record in a topic for each place, of which the second is damaged there. */
    @BeforeAll
    static void damage() throws Exception {
        try (EmbeddedBroker before = EmbeddedBroker.start(folder, 0)) {
            KafkaClients writers = new KafkaClients(before.bootstrapServers(), Map.of());
            try (Admin admin = writers.admin();
                    Producer<String, byte[]> producer = writers.writer(Map.of("linger.ms", 0))) {
                admin.createTopics(IntStream.range(0, PLACES)
                                .mapToObj(place -> new NewTopic(topic(place), 1, (short) 1))
                                .toList())
                        .all()
                        .get();
                for (int place = 0; place < PLACES; place++) {
                    for (int batch = 0; batch < BATCHES; batch++) {
                        producer.send(new ProducerRecord<>(topic(place), 0, "key", new byte[20]))
                                .get();
                    }
                }
            }
        }
        for (int place = 0; place < PLACES; place++) {
            if (!MISALIGNED.contains(place)) {
                byte[] log = Files.readAllBytes(file(place));
                log[log.length / BATCHES + place] ^= 0x20;
                Files.write(file(place), log);
            }
        }
        broker = EmbeddedBroker.start(folder, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of()).withLogs(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest(name = "byte {0}")
    @CsvSource({
        "0, says that it is number",
        "4, says that it is number",
        "7, says that it is number",
        "16, Invalid magic",
        "17, Record is corrupt",
        "20, Record is corrupt",
        "21, Record is corrupt",
        "26, Record is corrupt",
        "43, Record is corrupt",
        "60, Record is corrupt",
        "61, Record is corrupt",
        "70, Record is corrupt"
    })
    void aFlippedBitIsNamedWithTopicOffsetAndFile(int place, String damage) {
        List<Long> read = new ArrayList<>();
        assertThatThrownBy(() -> new TopicReader(clients).readAll(topic(place), entry -> read.add(entry.offset())))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("The log of %s-0 is damaged at offset ".formatted(topic(place)))
                .hasMessageContaining("(file %s): ".formatted(file(place)))
                .hasMessageContaining(damage)
                .hasMessageNotContaining("Exception")
                .hasMessageEndingWith("begin a new run from the newest model (--set model=DIR --run-dir NEW).");
        assertThat(read).isSubsetOf(0L);
    }

    @ParameterizedTest(name = "byte {0}")
    @CsvSource({"12, 4", "15, 4", "8, 1"})
    void whatKafkaDoesNotCheckMeansNothingOrCutsTheLogOff(int place, int records) {
        List<Long> read = new ArrayList<>();
        try {
            new TopicReader(clients).readAll(topic(place), entry -> read.add(entry.offset()));
        } catch (DamagedLogException sometimes) {
            assertThat(sometimes).hasMessageContaining("at offset 1");
        }
        // Then reading ends, and whoever reads has to see that something is missing
        assertThat(read).hasSize(records);
    }

    private static String topic(int place) {
        return "place" + place;
    }

    private static Path file(int place) {
        return folder.resolve("data")
                .resolve(topic(place) + "-0")
                .resolve(SEGMENT)
                .toAbsolutePath();
    }
}
