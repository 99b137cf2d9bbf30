package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kafkagrpo.record.Parts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The groups that are being gathered, and which have ended. A member's bytes are written once, under group and
 * index; only the small {@link OpenGroup} is written again, so a group of G members costs O(G) bytes of
 * changelog, not O(G²). Both are cached until the next commit: of a group that comes and ends between two commits,
 * neither disk nor changelog ever sees a member.
 */
final class GroupStores {
    static final String PARTS = "parts";
    static final String OPEN = "open-groups";

    private final KeyValueStore<String, byte[]> parts;
    private final KeyValueStore<String, byte[]> open;
    private final ClosedGroups closed;

    GroupStores(ProcessorContext<?, ?> context) {
        this.parts = context.getStateStore(PARTS);
        this.open = context.getStateStore(OPEN);
        this.closed = new ClosedGroups(context);
    }

    /** The stores to build; their changelogs take records as large as the topics do. */
    static List<StoreBuilder<?>> builders(int largestRecordBytes) {
        // a part holds its completion and the rewards, so it may be larger than what it was made from
        String partBytes = Long.toString(Math.min(Integer.MAX_VALUE, largestRecordBytes + (1L << 20)));
        return List.of(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(PARTS), Serdes.String(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, partBytes))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(OPEN), Serdes.String(), Serdes.ByteArray())
                        .withCachingEnabled(),
                ClosedGroups.builder());
    }

    boolean isClosed(String group) {
        return closed.has(group);
    }

    @Nullable
    OpenGroup open(String group) {
        byte @Nullable [] bytes = open.get(group);
        return bytes == null ? null : OpenGroup.fromBytes(bytes);
    }

    void putOpen(String group, OpenGroup state) {
        open.put(group, state.toBytes());
    }

    /** Every open group of this task. */
    Map<String, OpenGroup> allOpen() {
        Map<String, OpenGroup> all = new LinkedHashMap<>();
        try (KeyValueIterator<String, byte[]> entries = open.all()) {
            entries.forEachRemaining(entry -> all.put(entry.key, OpenGroup.fromBytes(entry.value)));
        }
        return all;
    }

    boolean hasMember(String group, int index) {
        return parts.get(memberKey(group, index)) != null;
    }

    void putMember(String group, Parts.ScoredCompletion member) {
        parts.put(memberKey(group, member.getIndex()), member.toByteArray());
    }

    void putPrompt(String group, ByteString prompt) {
        parts.putIfAbsent(promptKey(group), prompt.toByteArray());
    }

    /** The bytes of the group's PromptGroup; null while no member could be read. */
    @Nullable
    ByteString prompt(String group) {
        byte @Nullable [] bytes = parts.get(promptKey(group));
        return bytes == null ? null : UnsafeByteOperations.unsafeWrap(bytes);
    }

    /** The members that arrived, in index order. */
    List<Parts.ScoredCompletion> members(String group, int groupSize) {
        List<Parts.ScoredCompletion> members = new ArrayList<>();
        for (int index = 0; index < groupSize; index++) {
            byte @Nullable [] bytes = parts.get(memberKey(group, index));
            if (bytes != null) {
                members.add(scored(bytes));
            }
        }
        return members;
    }

    /** Forgets a group's parts and remembers that it has ended. */
    void close(String group, List<Parts.ScoredCompletion> members, long nowMs) {
        members.forEach(member -> parts.delete(memberKey(group, member.getIndex())));
        parts.delete(promptKey(group));
        open.delete(group);
        closed.add(group, nowMs);
    }

    private static String memberKey(String group, int index) {
        return group + "/" + index;
    }

    private static String promptKey(String group) {
        return group + "/prompt";
    }

    private static Parts.ScoredCompletion scored(byte[] bytes) {
        try {
            return PartsCodec.scored(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A state store holds bytes that this service did not write.", e);
        }
    }
}
