package io.kafkagrpo.scoring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The records that slow functions have not scored yet, as they were consumed. Their offsets are committed, so
 * this store is what remembers them through a crash or a rebalance. A key is the group's id, a slash and the
 * offset: the order of arrival within a group.
 */
final class ParkedCompletions {
    static final String PARKED = "parked-completions";

    private static final int HEADER = 2 * Long.BYTES + 2 * Integer.BYTES;
    private static final int NO_BYTES = -1;

    /** A record, and the time that it had in its topic. */
    record Parked(Source source, long timestampMs) {}

    private final KeyValueStore<String, byte[]> store;

    ParkedCompletions(ProcessorContext<?, ?> context) {
        this.store = context.getStateStore(PARKED);
    }

    static StoreBuilder<?> builder(int largestRecordBytes) {
        String parkedBytes = Long.toString(Math.min(Integer.MAX_VALUE, largestRecordBytes + (1L << 20)));
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(PARKED), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, parkedBytes));
    }

    /** Keeps a record and returns its key here. */
    String put(Source source, long timestampMs) {
        String key = "%s/%016x".formatted(source.keyText(), source.offset());
        byte[] group = source.key() == null ? new byte[0] : source.key();
        byte @Nullable [] value = source.value();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + group.length + (value == null ? 0 : value.length))
                .putLong(timestampMs)
                .putLong(source.offset())
                .putInt(source.partition())
                .putInt(value == null ? NO_BYTES : group.length)
                .put(group);
        store.put(key, (value == null ? bytes : bytes.put(value)).array());
        return key;
    }

    /** @throws IllegalStateException if there is none, which only another program's hand could bring about */
    Parked get(String key, String topic) {
        byte @Nullable [] stored = store.get(key);
        if (stored == null) {
            throw new IllegalStateException("The parked completion " + key + " is gone.");
        }
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        long timestampMs = bytes.getLong();
        long offset = bytes.getLong();
        int partition = bytes.getInt();
        int groupLength = bytes.getInt();
        byte[] group = new byte[groupLength == NO_BYTES ? bytes.remaining() : groupLength];
        bytes.get(group);
        byte @Nullable [] value = groupLength == NO_BYTES ? null : new byte[bytes.remaining()];
        if (value != null) {
            bytes.get(value);
        }
        return new Parked(new Source(topic, partition, offset, group, value), timestampMs);
    }

    void remove(String key) {
        store.delete(key);
    }

    /** The keys of all, group by group in the order of arrival. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    /** Whether some of a group are here. */
    boolean holds(String group) {
        try (KeyValueIterator<String, byte[]> some = store.prefixScan(group + "/", new StringSerializer())) {
            return some.hasNext();
        }
    }

    /** The group's id in a key. */
    static String group(String key) {
        return key.substring(0, key.lastIndexOf('/'));
    }
}
