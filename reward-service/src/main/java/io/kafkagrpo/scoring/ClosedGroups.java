package io.kafkagrpo.scoring;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** Which groups have ended. */
final class ClosedGroups {
    /**
     * How long an ended group is remembered, so that a late or re-delivered member changes nothing. A re-delivery
     * follows a generator's death within minutes; the learner, moreover, rejects a group that it decided before.
     */
    static final Duration REMEMBERED = Duration.ofDays(7);

    static final String CLOSED = "closed-groups";

    private final WindowStore<String, byte[]> closed;

    ClosedGroups(ProcessorContext<?, ?> context) {
        this.closed = context.getStateStore(CLOSED);
    }

    static StoreBuilder<?> builder() {
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(CLOSED, REMEMBERED, Duration.ofMillis(1), false),
                        Serdes.String(),
                        Serdes.ByteArray())
                // remembered from when the group ended, not from when an old completion was sampled
                .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    boolean has(String group) {
        try (WindowStoreIterator<byte[]> ends = closed.fetch(group, 0, Long.MAX_VALUE)) {
            return ends.hasNext();
        }
    }

    void add(String group, long nowMs) {
        closed.put(group, new byte[0], nowMs);
    }
}
