package io.kafkagrpo.keep;

import java.time.Duration;

/** How much of a topic is kept. Kafka deletes by whole segments of its log, so somewhat more is always there. */
public sealed interface Keep {
    /** Nothing is deleted. */
    record All() implements Keep {}

    /** What is older is deleted. */
    record For(Duration time) implements Keep {}

    /** The oldest is deleted where the topic, all its partitions together, has more bytes. */
    record UpTo(long bytes) implements Keep {}
}
