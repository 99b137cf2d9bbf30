package io.kafkagrpo.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's log of a partition holds bytes that are no longer what was written. The message says where, and what
 * can be done.
 */
public final class DamagedLogException extends KafkaException {
    private static final long serialVersionUID = 1;

    private static final String SEGMENT = "\\d{20}\\.log";

    /**
     * @param logs where a broker on this machine keeps its logs, if there is one
     * @param damage in words
     */
    DamagedLogException(
            TopicPartition partition, long offset, @Nullable Path logs, String damage, @Nullable Throwable cause) {
        super(
                "The log of %s is damaged at offset %d%s: %s. Bring it back from a copy or from another replica; without one begin a new run from the newest model (--set model=DIR --run-dir NEW)."
                        .formatted(
                                partition,
                                offset,
                                segment(partition, offset, logs)
                                        .map(file -> " (file %s)".formatted(file))
                                        .orElse(""),
                                damage.replaceFirst("\\.$", "")),
                cause);
    }

    /** The file that holds an offset: of those that begin at or before it, the last. */
    private static Optional<Path> segment(TopicPartition partition, long offset, @Nullable Path logs) {
        if (logs == null) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(logs.resolve(partition.toString()))) {
            return files.filter(file -> nameOf(file).matches(SEGMENT) && baseOf(file) <= offset)
                    .max(Comparator.comparingLong(DamagedLogException::baseOf));
        } catch (IOException elsewhere) {
            return Optional.empty(); // the broker is on another machine
        }
    }

    private static long baseOf(Path segment) {
        return Long.parseLong(nameOf(segment).substring(0, 20));
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
