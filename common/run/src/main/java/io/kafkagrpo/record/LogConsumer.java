package io.kafkagrpo.record;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that says where Kafka's log is damaged, for Kafka's own exceptions say it in parts, and call some of
 * them passing.
 */
public final class LogConsumer<K, V> extends KafkaConsumer<K, V> {
    /** How Kafka's client begins where bytes are no records, whatever lies behind it. */
    private static final Pattern DAMAGE = Pattern.compile(
            "Received exception when fetching the next record|Encountered corrupt message|Failed to make progress reading messages");

    private final @Nullable Path logs;

    /** @param logs where a broker on this machine keeps its logs, if there is one */
    public LogConsumer(
            Map<String, Object> settings, Deserializer<K> keys, Deserializer<V> values, @Nullable Path logs) {
        super(settings, keys, values);
        this.logs = logs;
    }

    /** @throws DamagedLogException if what comes next is not what was written */
    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        ConsumerRecords<K, V> records;
        try {
            records = super.poll(timeout);
        } catch (KafkaException e) {
            throw damage(e).orElse(e);
        }
        records.partitions().stream()
                .filter(assignment()::contains)
                .forEach(partition -> refuseAhead(records, partition));
        return records;
    }

    /**
     * A batch's offset is not under its checksum; one that lies too far ahead hides all records up to there. The
     * end that comes with records was looked up before them, so the broker is asked again before it is believed.
     */
    private void refuseAhead(ConsumerRecords<K, V> records, TopicPartition partition) {
        long last = records.records(partition).getLast().offset();
        long position = position(partition);
        boolean inDoubt = last >= position + currentLag(partition).orElse(0);
        long end = inDoubt ? endOffsets(Set.of(partition)).getOrDefault(partition, 0L) : Long.MAX_VALUE;
        if (last >= position || last >= end) {
            throw new DamagedLogException(
                    partition,
                    records.records(partition).getFirst().offset(),
                    logs,
                    "a record there says that it is number %d, but others up to %d follow it"
                            .formatted(last, Math.min(position, end) - 1),
                    null);
        }
    }

    private Optional<KafkaException> damage(KafkaException failure) {
        String words =
                causes(failure).map(cause -> String.valueOf(cause.getMessage())).collect(Collectors.joining(" "));
        boolean damaged = causes(failure).anyMatch(CorruptRecordException.class::isInstance)
                || DAMAGE.matcher(words).find();
        if (!damaged) {
            return Optional.empty();
        }
        Throwable innermost = causes(failure).reduce(failure, (_, inner) -> inner);
        return assignment().stream()
                .filter(partition -> names(words, partition))
                .findFirst()
                .map(partition -> new DamagedLogException(
                        partition, position(partition), logs, String.valueOf(innermost.getMessage()), failure));
    }

    private static boolean names(String words, TopicPartition partition) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(partition.toString()) + "(?!\\d)")
                .matcher(words)
                .find();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
